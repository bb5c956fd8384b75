#include "voice/clips.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/assert.hpp"
#include "base/fold.hpp"
#include "base/text.hpp"

namespace choqr::voice {
namespace {

constexpr Clip word(std::string_view name, std::string_view text) { return {name, text, text}; }

constexpr std::array all_clips{
    // Numbers.
    word("khong", "không"), word("mot", "một"), word("hai", "hai"), word("ba", "ba"), word("bon", "bốn"),
    word("nam", "năm"), word("sau", "sáu"), word("bay", "bảy"), word("tam", "tám"), word("chin", "chín"),
    word("muoi-10", "mười"), word("muoi-20", "mươi"), word("mot-21", "mốt"), word("tu-24", "tư"),
    word("lam-25", "lăm"), word("linh", "linh"), word("le", "lẻ"), word("tram", "trăm"),
    word("nghin", "nghìn"), word("ngan", "ngàn"), word("trieu", "triệu"), word("ty", "tỷ"),
    word("dong", "đồng"),
    // What is said of them.
    word("da-nhan", "đã nhận"), word("da-nhan-thu", "đã nhận thử"), word("chu-y", "chú ý"),
    word("chi", "chỉ"), word("duoi", "dưới"), word("thieu", "thiếu"), word("thua", "thừa"),
    word("khoan-so", "khoản số"), word("khoan", "khoản"), word("tong", "tổng"), word("quay", "quầy"),
    word("loa-quay", "loa quầy"), word("da-san-sang", "đã sẵn sàng"),
    word("trong-luc-mat-mang-co", "trong lúc mất mạng có"),
    word("trong-luc-loa-tat-co", "trong lúc loa tắt có"), word("hom-nay", "hôm nay"),
    word("hom-nay-chua-co-khoan-nao", "hôm nay chưa có khoản nào"), word("co", "có"), word("luc", "lúc"),
    word("gio", "giờ"), word("da-bao-luc", "đã báo lúc"), word("chua-ro-so-tien", "chưa rõ số tiền"),
    word("chua-co-khoan-nay", "chưa có khoản này"), word("chua-ro-quay", "chưa rõ quầy"),
    word("du-tien", "đủ tiền"), word("tu", "từ"), word("dung-ma-cua-quay", "đúng mã của quầy"),
    word("ma-la", "mã lạ"), word("go-xuong", "gỡ xuống"), word("goi", "gọi"),
    word("ban-quan-ly", "ban quản lý"),
    // Letters of stalls' codes; Vietnamese ones are named as they are typed (Telex).
    Clip{"chu-a", "A", "a"}, Clip{"chu-aw", "Ă", "á"}, Clip{"chu-aa", "Â", "ớ"}, Clip{"chu-b", "B", "bê"},
    Clip{"chu-c", "C", "xê"}, Clip{"chu-d", "D", "dê"}, Clip{"chu-dd", "Đ", "đê"}, Clip{"chu-e", "E", "e"},
    Clip{"chu-ee", "Ê", "ê"}, Clip{"chu-f", "F", "ép"}, Clip{"chu-g", "G", "giê"}, Clip{"chu-h", "H", "hát"},
    Clip{"chu-i", "I", "i"}, Clip{"chu-j", "J", "gi"}, Clip{"chu-k", "K", "ca"}, Clip{"chu-l", "L", "lờ"},
    Clip{"chu-m", "M", "mờ"}, Clip{"chu-n", "N", "nờ"}, Clip{"chu-o", "O", "o"}, Clip{"chu-oo", "Ô", "ô"},
    Clip{"chu-ow", "Ơ", "ơ"}, Clip{"chu-p", "P", "pê"}, Clip{"chu-q", "Q", "quy"}, Clip{"chu-r", "R", "rờ"},
    Clip{"chu-s", "S", "sờ"}, Clip{"chu-t", "T", "tê"}, Clip{"chu-u", "U", "u"}, Clip{"chu-uw", "Ư", "ư"},
    Clip{"chu-v", "V", "vê"}, Clip{"chu-w", "W", "vê kép"}, Clip{"chu-x", "X", "ích xì"},
    Clip{"chu-y-dai", "Y", "y dài"}, Clip{"chu-z", "Z", "dét"}};

/// Small letters that fold_to_ascii() would take the mark off.
constexpr std::array<std::array<std::string_view, 2>, 7> small_letters{
    {{"ă", "Ă"}, {"â", "Â"}, {"đ", "Đ"}, {"ê", "Ê"}, {"ô", "Ô"}, {"ơ", "Ơ"}, {"ư", "Ư"}}};

const Clip* find_text(std::string_view text) {
    const auto found = std::ranges::find(all_clips, text, &Clip::text);
    return found == all_clips.end() ? nullptr : &*found;
}

/// A sentence begins with a capital letter, which its clips have not.
std::string uncapitalized(std::string_view word) {
    if (word.starts_with("Đ")) return "đ" + std::string{word.substr(std::string_view{"Đ"}.size())};
    std::string small{word};
    if (!small.empty() && small[0] >= 'A' && small[0] <= 'Z') small[0] = static_cast<char>(small[0] + 32);
    return small;
}

/// A letter's clip, whatever its case; with another mark (Ấ) that of the bare letter.
const Clip* letter(std::string_view code_point) {
    const auto small = std::ranges::find(small_letters, code_point, [](const auto& pair) { return pair[0]; });
    if (small != small_letters.end()) return find_text((*small)[1]);
    if (const auto* known = find_text(code_point)) return known;
    auto bare = fold_to_ascii(code_point);
    if (bare.size() != 1 || (bare[0] | 32) < 'a' || (bare[0] | 32) > 'z') return nullptr;
    bare[0] = static_cast<char>(bare[0] & ~32);
    return find_text(bare);
}

/// A word without the mark behind it.
struct Token {
    std::string_view word;
    Pause after = Pause::none;
};

Pause pause_of(char mark) {
    if (mark == ',') return Pause::comma;
    return mark == '.' || mark == '!' ? Pause::stop : Pause::none;
}

std::vector<Token> tokens_of(std::string_view sentence) {
    std::vector<Token> tokens;
    while (!sentence.empty()) {
        const auto end = std::min(sentence.find(' '), sentence.size());
        Token token{sentence.substr(0, end)};
        sentence.remove_prefix(std::min(end + 1, sentence.size()));
        if (token.word.empty()) continue;
        token.after = pause_of(token.word.back());
        if (token.after != Pause::none) token.word.remove_suffix(1);
        tokens.push_back(token);
    }
    return tokens;
}

constexpr std::size_t words_max = 6;  // "hôm nay chưa có khoản nào".

/// The longest clip that begins with the first of `tokens`, and how many of them it takes.
struct Match {
    const Clip* clip = nullptr;
    std::size_t words = 0;
};
Match longest(std::span<const Token> tokens, bool begins_sentence) {
    Match match;
    std::string text;
    for (std::size_t n = 0; n < std::min(tokens.size(), words_max); ++n) {
        text += n == 0 ? "" : " ";
        text += n == 0 && begins_sentence ? uncapitalized(tokens[n].word) : std::string{tokens[n].word};
        if (const auto* clip = find_text(text)) match = {clip, n + 1};
        if (tokens[n].after != Pause::none) break;
    }
    return match;
}

void spell(std::string_view word, std::vector<Step>& steps) {
    while (!word.empty()) {
        auto rest = word;
        take_code_point(rest);
        if (const auto* clip = letter(word.substr(0, word.size() - rest.size()))) steps.push_back({clip});
        word = rest;
    }
}

}  // namespace

std::span<const Clip> clips() { return all_clips; }

const Clip* find_clip(std::string_view name) {
    const auto found = std::ranges::find(all_clips, name, &Clip::name);
    return found == all_clips.end() ? nullptr : &*found;
}

std::size_t index_of(const Clip& clip) {
    const auto index = static_cast<std::size_t>(&clip - all_clips.data());
    CHOQR_ASSERT(index < all_clips.size(), "a clip is one of the closed list");
    return index;
}

std::vector<Step> steps_of(std::string_view sentence) {
    const auto composed = to_nfc(sentence).value_or(std::string{});
    const auto tokens = tokens_of(composed);
    std::vector<Step> steps;
    bool begins_sentence = true;
    for (std::size_t at = 0; at < tokens.size();) {
        const auto match = longest(std::span{tokens}.subspan(at), begins_sentence);
        if (match.clip != nullptr)
            steps.push_back({match.clip});
        else
            spell(tokens[at].word, steps);
        at += std::max<std::size_t>(match.words, 1);
        const auto after = tokens[at - 1].after;
        if (!steps.empty()) steps.back().after = std::max(steps.back().after, after);
        begins_sentence = after == Pause::stop;
    }
    if (!steps.empty()) steps.back().after = Pause::none;  // The silence at the end is nobody's.
    return steps;
}

}  // namespace choqr::voice
