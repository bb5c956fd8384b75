#include "merchants/syllable.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>

#include "base/text.hpp"

namespace choqr::merchants {
namespace {

enum class Tone : char { level, other, sharp_or_heavy };

/// Its letters as one byte each: a–z as they are, ă â đ ê ô ơ ư as capitals.
struct Spelling {
    std::string letters;
    Tone tone = Tone::level;
    std::size_t toned = 0;  ///< The letter that has it.
};

struct Mark {
    std::uint32_t code_point;
    std::string_view from, to;  ///< What the letter before it becomes.
};
constexpr std::array<Mark, 3> letter_marks{{{0x302, "aeo", "AEO"}, {0x306, "a", "W"}, {0x31B, "ou", "QU"}}};

/// False: the mark stands on a letter that never has it.
bool add_mark(Spelling& spelling, std::uint32_t c) {
    const auto* mark = std::ranges::find(letter_marks, c, &Mark::code_point);
    if (mark == letter_marks.end() || spelling.letters.empty()) return false;
    const auto at = mark->from.find(spelling.letters.back());
    if (at == std::string_view::npos) return false;
    spelling.letters.back() = mark->to[at];
    return true;
}

std::optional<Tone> tone_of(std::uint32_t c) {
    if (c == 0x301 || c == 0x323) return Tone::sharp_or_heavy;
    if (c == 0x300 || c == 0x303 || c == 0x309) return Tone::other;
    return std::nullopt;
}

std::optional<Spelling> spelling_of(std::string_view word) {
    const auto decomposed = to_nfd(word);
    if (!decomposed) return std::nullopt;
    Spelling spelling;
    for (std::string_view rest{*decomposed}; !rest.empty();) {
        const auto c = take_code_point(rest);
        if (c >= 'a' && c <= 'z') {
            spelling.letters += static_cast<char>(c);
        } else if (c >= 'A' && c <= 'Z') {
            spelling.letters += static_cast<char>(c - 'A' + 'a');
        } else if (c == 0x110 || c == 0x111) {
            spelling.letters += 'D';
        } else if (const auto tone = tone_of(c)) {
            constexpr std::string_view vowels = "aeiouyAEOWQU";
            const bool has_place =
                !spelling.letters.empty() && vowels.find(spelling.letters.back()) != std::string_view::npos;
            if (spelling.tone != Tone::level || !has_place) return std::nullopt;
            spelling.tone = *tone;
            spelling.toned = spelling.letters.size() - 1;
        } else if (!add_mark(spelling, c)) {
            return std::nullopt;
        }
    }
    return spelling;
}

std::set<std::string, std::less<>> spellings_in(std::string_view words) {
    std::set<std::string, std::less<>> all{""};
    while (!words.empty()) {
        const auto word = words.substr(0, words.find(' '));
        words.remove_prefix(std::min(word.size() + 1, words.size()));
        all.insert(spelling_of(word)->letters);
    }
    return all;
}

constexpr std::string_view rimes_in_words =
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo "
    "ep et ê "
    "êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam "
    "oan oang "
    "oanh oao oap oat oay oăc oăm oăn oăng oăp oăt oc oe oem oen oeo oet oi om on ong ooc oong op ot ô ôc ôi "
    "ôm ôn "
    "ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uên uênh uêu ui um un ung uơ uôc uôi uôm "
    "uôn uông "
    "uôt up ut uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu "
    "ưt ưu y "
    "yêm yên yêng yêt yêu";
constexpr std::string_view onsets_in_words =
    "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x";

bool is_front(char vowel) { return vowel == 'i' || vowel == 'e' || vowel == 'E' || vowel == 'y'; }

/// Before i, e and ê one writes k, gh, ngh; before all else c, g, ng.
bool go_together(std::string_view onset, std::string_view rime) {
    if (rime.empty()) return onset == "gi";
    const bool front = is_front(rime.front());
    if (onset == "k" || onset == "gh" || onset == "ngh") return front;
    if (onset == "c" || onset == "g" || onset == "ng") return !front;
    return true;
}

/// Syllables that end in a stop have but two tones.
bool may_have(std::string_view rime, Tone tone) {
    const bool stops =
        rime.ends_with('c') || rime.ends_with('p') || rime.ends_with('t') || rime.ends_with("ch");
    return !stops || tone == Tone::sharp_or_heavy;
}

/// "giếng" is gi and iêng, "quýt" is qu and uyt.
bool is_rime(std::string_view onset, std::string_view rime, const std::set<std::string, std::less<>>& rimes) {
    const bool shares_a_letter = onset == "gi" || onset == "qu";
    return rimes.contains(rime) ||
           (shares_a_letter && rimes.contains(std::string{onset.back()} + std::string{rime}));
}

/// On the last of several vowels in a few rimes alone: "hoà", "thuý", "huế", "thuở".
bool is_tone_in_place(std::string_view onset, std::string_view rime, const Spelling& spelling) {
    constexpr std::string_view on_the_last[] = {"oa", "oe", "uy", "uE", "uQ"};
    if (spelling.tone == Tone::level || rime.size() < 2) return true;
    if (spelling.toned < onset.size()) return onset == "gi" || onset == "qu";
    const bool is_last = spelling.toned + 1 == spelling.letters.size();
    return !is_last || std::ranges::find(on_the_last, rime) != std::end(on_the_last);
}

}  // namespace

bool is_vietnamese_syllable(std::string_view word) {
    static const auto onsets = spellings_in(onsets_in_words), rimes = spellings_in(rimes_in_words);
    constexpr std::size_t letters_max = 7;  // nghiêng
    const auto spelling = spelling_of(word);
    if (!spelling || spelling->letters.size() > letters_max) return false;
    const std::string_view letters{spelling->letters};
    for (std::size_t size = 0; size <= std::min<std::size_t>(3, letters.size()); ++size) {
        const auto onset = letters.substr(0, size), rime = letters.substr(size);
        if (onsets.contains(onset) && is_rime(onset, rime, rimes) && go_together(onset, rime) &&
            may_have(rime, spelling->tone) && is_tone_in_place(onset, rime, *spelling))
            return true;
    }
    return false;
}

}  // namespace choqr::merchants
