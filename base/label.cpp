#include "base/label.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

#include "base/text.hpp"

namespace choqr {
namespace {

using CodePoint = std::uint32_t;
using Why = LabelFault::Why;

enum class Script { common, latin, east_asian, khmer, thai, lao, cham, tai_viet };

struct Range {
    CodePoint first, last;
    Script script;
};
// What a label may have beside ASCII, Latin letters (is_latin) and their marks, in order. Digits and signs
// that go with any script are common. Whatever can be taken for ASCII at a glance is left out: full-width
// forms, mathematical and circled letters, IPA, Cyrillic, Greek; scripts from right to left, which turn their
// neighbours round; flags, which are two letters.
constexpr Range ranges[] = {
    {0xA1, 0xA7, Script::common},         {0xA9, 0xA9, Script::common},
    {0xAB, 0xAC, Script::common},         {0xAE, 0xAE, Script::common},
    {0xB0, 0xB3, Script::common},         {0xB6, 0xB7, Script::common},
    {0xB9, 0xB9, Script::common},         {0xBB, 0xBF, Script::common},
    {0xD7, 0xD7, Script::common},         {0xF7, 0xF7, Script::common},
    {0xE01, 0xE3A, Script::thai},         {0xE3F, 0xE3F, Script::common},
    {0xE40, 0xE59, Script::thai},         {0xE81, 0xEDF, Script::lao},
    {0x1780, 0x17B3, Script::khmer},      {0x17B6, 0x17D3, Script::khmer},
    {0x17D4, 0x17DB, Script::common},     {0x17DC, 0x17E9, Script::khmer},
    {0x2013, 0x2014, Script::common},     {0x2018, 0x201E, Script::common},
    {0x2020, 0x2022, Script::common},     {0x2026, 0x2026, Script::common},
    {0x2030, 0x2030, Script::common},     {0x2032, 0x2033, Script::common},
    {0x2039, 0x203A, Script::common},     {0x20AB, 0x20AC, Script::common},
    {0x2116, 0x2116, Script::common},     {0x2122, 0x2122, Script::common},
    {0x2190, 0x2193, Script::common},     {0x2248, 0x2248, Script::common},
    {0x2260, 0x2260, Script::common},     {0x2264, 0x2265, Script::common},
    {0x2600, 0x2775, Script::common},     {0x2794, 0x27BF, Script::common},
    {0x3001, 0x3003, Script::common},     {0x3005, 0x3007, Script::east_asian},
    {0x3008, 0x3011, Script::common},     {0x3041, 0x3096, Script::east_asian},
    {0x309D, 0x309F, Script::east_asian}, {0x30A1, 0x30FA, Script::east_asian},
    {0x30FB, 0x30FB, Script::common},     {0x30FC, 0x30FF, Script::east_asian},
    {0x3400, 0x4DBF, Script::east_asian}, {0x4E00, 0x9FFF, Script::east_asian},
    {0xAA00, 0xAA5B, Script::cham},       {0xAA5C, 0xAA5F, Script::common},
    {0xAA80, 0xAADF, Script::tai_viet},   {0xAC00, 0xD7A3, Script::east_asian},
    {0xFA0E, 0xFA29, Script::east_asian}, {0x1F300, 0x1F64F, Script::common},
    {0x1F680, 0x1F6FF, Script::common},   {0x1F900, 0x1F9FF, Script::common},
    {0x1FA70, 0x1FAFF, Script::common},   {0x20000, 0x3134F, Script::east_asian},
};

// Letters of living orthographies that are no ASCII letter with a mark. Ƀ ƀ: Ê Đê, Gia Rai, Ba Na, Mnông.
constexpr CodePoint further_latin[] = {0xC6,  0xD8,  0xDF,  0xE6,  0xF8,  0x110, 0x111,
                                       0x141, 0x142, 0x152, 0x153, 0x180, 0x243};

constexpr bool is_ascii_letter(CodePoint c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// ơ̆ and the like: a mark of Latin letters that has no composed form with every one of them.
constexpr bool is_latin_mark(CodePoint c) {
    return (c >= 0x300 && c <= 0x304) || (c >= 0x306 && c <= 0x30C) || c == 0x31B ||
           (c >= 0x323 && c <= 0x328) || c == 0x32D || c == 0x330 || c == 0x331;
}

constexpr bool is_tone(CodePoint c) { return c == 0x300 || c == 0x301 || c == 0x303 || c == 0x309; }
constexpr bool is_shape(CodePoint c) { return c == 0x302 || c == 0x306; }

std::vector<CodePoint> code_points_of(std::string_view utf8) {
    std::vector<CodePoint> out;
    while (!utf8.empty()) {
        utf8proc_int32_t one = -1;
        const auto read = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(utf8.data()),
                                           static_cast<utf8proc_ssize_t>(utf8.size()), &one);
        if (read <= 0) return out;
        out.push_back(static_cast<CodePoint>(one));
        utf8.remove_prefix(static_cast<std::size_t>(read));
    }
    return out;
}

void append(std::string& out, CodePoint c) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), bytes.data());
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
}

std::vector<CodePoint> decomposed(CodePoint c) {
    std::string one;
    append(one, c);
    return code_points_of(to_nfd(one).value_or(""));
}

utf8proc_category_t category_of(CodePoint c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }

bool is_mark(CodePoint c) {
    const auto category = category_of(c);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
           category == UTF8PROC_CATEGORY_ME;
}

// An ASCII letter with marks, composed.
bool is_latin(CodePoint c) {
    if (is_ascii_letter(c)) return true;
    if (c < 0xC0 || c > 0x1EFF) return false;
    if (std::ranges::find(further_latin, c) != std::end(further_latin)) return true;
    return is_ascii_letter(decomposed(c).front());
}

constexpr std::string_view vietnamese_letters =
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ";

bool is_vietnamese(CodePoint c) {
    static const auto letters = code_points_of(vietnamese_letters);
    return std::ranges::find(letters, c) != letters.end();
}

std::optional<Script> script_of(CodePoint c) {
    if (c < 0x80) return is_ascii_letter(c) ? Script::latin : Script::common;
    if (is_latin(c)) return Script::latin;
    const auto* found = std::ranges::lower_bound(ranges, c, {}, &Range::last);
    if (found == std::end(ranges) || c < found->first || category_of(c) == UTF8PROC_CATEGORY_CN)
        return std::nullopt;
    return found->script;
}

bool is_invisible(CodePoint c) {
    switch (category_of(c)) {
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP:
            return true;
        default:
            break;
    }
    // Fillers, variation selectors, the grapheme joiner, tags: Default_Ignorable_Code_Point. And the empty
    // Braille pattern.
    return utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->ignorable || c == 0x2800;
}

// For what no table has: what is wrong with it.
Why why_not(CodePoint c) {
    switch (category_of(c)) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
        case UTF8PROC_CATEGORY_ND:
        case UTF8PROC_CATEGORY_NL:
        case UTF8PROC_CATEGORY_NO:
            return Why::look_alike;
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC:
        case UTF8PROC_CATEGORY_ME:
            return Why::marks;
        default:
            return c >= 0xFF01 && c <= 0xFFEE ? Why::look_alike : Why::unknown;
    }
}

/// "ế" typed as e, acute, circumflex: canonically another letter, and meant by nobody.
std::string with_tones_last(std::string_view composed) {
    auto points = code_points_of(to_nfd(composed).value_or(""));
    for (std::size_t i = 1; i + 1 < points.size(); ++i)
        if (is_tone(points[i]) && is_shape(points[i + 1]) && is_ascii_letter(points[i - 1]))
            std::swap(points[i], points[i + 1]);
    std::string out;
    for (const auto c : points) append(out, c);
    return to_nfc(out).value_or("");
}

CodePoint as_meant(CodePoint c, Alphabet alphabet) {
    if (c == 0xD0) return 0x110;  // Icelandic eth, which old keyboards and code pages give for Đ.
    if (c == 0x2010 || c == 0x2011 || c == 0x2212) return '-';
    if (alphabet == Alphabet::codes && c >= 0x2012 && c <= 0x2015) return '-';
    return c;
}

class Reader {
public:
    explicit Reader(Alphabet alphabet) : alphabet_{alphabet} {}

    std::variant<std::string, LabelFault> read(std::string_view composed) {
        for (const auto typed : code_points_of(composed)) {
            const auto c = as_meant(typed, alphabet_);
            if (category_of(c) == UTF8PROC_CATEGORY_ZS)
                space();
            else if (const auto why = take(c))
                return LabelFault{*why, c};
        }
        if (label_.empty()) return LabelFault{Why::empty, 0};
        return std::move(label_);
    }

private:
    void space() {
        space_due_ = !label_.empty();
        end_word();
    }

    void end_word() {
        word_ = Script::common;
        base_.reset();
    }

    std::optional<Why> take(CodePoint c) {
        if (is_invisible(c)) return Why::invisible;
        if (const auto why = is_mark(c) ? place_mark(c) : place(c)) return why;
        if (space_due_) label_ += ' ';
        space_due_ = false;
        append(label_, c);
        last_ = c;
        return std::nullopt;
    }

    std::optional<Why> place(CodePoint c) {
        const auto script = script_of(c);
        if (!script || (alphabet_ == Alphabet::codes && c >= 0x80 && !is_vietnamese(c))) return why_not(c);
        const bool in_word = *script != Script::common || (c >= '0' && c <= '9');
        if (!in_word) end_word();
        if (*script != Script::common && !joins(*script)) return Why::look_alike;
        if (*script != Script::common)
            word_ = *script == Script::east_asian && word_ == Script::latin ? Script::latin : *script;
        base_ = *script;
        marks_ = *script == Script::latin ? decomposed(c).size() - 1 : 0;
        return std::nullopt;
    }

    bool joins(Script script) const {
        const auto of_word = [this](Script one, Script other) { return (word_ == one || word_ == other); };
        if (word_ == Script::common || word_ == script) return true;
        return (script == Script::latin || script == Script::east_asian) &&
               of_word(Script::latin, Script::east_asian);
    }

    // No orthography of these scripts has more than four marks in a row, nor one mark twice; on Latin letters
    // two, composed ones counted.
    std::optional<Why> place_mark(CodePoint c) {
        const auto script = is_latin_mark(c) ? std::optional{Script::latin} : script_of(c);
        const std::size_t most = script == Script::latin ? 2 : 4;
        if (alphabet_ == Alphabet::codes || !script || base_ != script || ++marks_ > most || c == last_)
            return Why::marks;
        return std::nullopt;
    }

    Alphabet alphabet_;
    std::string label_;
    bool space_due_ = false;
    Script word_ = Script::common;  ///< Of the letters since the last white space or sign.
    std::optional<Script> base_;    ///< Of the character that a mark would stand on.
    std::size_t marks_ = 0;
    CodePoint last_ = 0;
};

std::string named(CodePoint c) {
    char text[16];
    std::snprintf(text, sizeof text, "U+%04X", static_cast<unsigned>(c));
    return text;
}

}  // namespace

std::string LabelFault::english() const {
    const auto character = named(code_point);
    switch (why) {
        case Why::empty:
            return "is empty";
        case Why::not_utf8:
            return "is not valid text (UTF-8)";
        case Why::invisible:
            return "holds the invisible character " + character + "; delete it";
        case Why::look_alike:
            return "holds the character " + character +
                   ", which can be taken for another; type it on a Vietnamese keyboard";
        case Why::marks:
            return "holds the mark " + character + " where no letter has it";
        case Why::unknown:
            return "holds the character " + character + ", which no label may have";
    }
    return {};
}

std::string LabelFault::vietnamese() const {
    const auto character = named(code_point);
    switch (why) {
        case Why::empty:
            return "đang trống";
        case Why::not_utf8:
            return "không phải văn bản hợp lệ (UTF-8)";
        case Why::invisible:
            return "có ký tự ẩn " + character + "; hãy xóa đi";
        case Why::look_alike:
            return "có ký tự " + character + " dễ nhầm với chữ khác; hãy gõ lại bằng bàn phím tiếng Việt";
        case Why::marks:
            return "có dấu " + character + " đặt sai chỗ";
        case Why::unknown:
            return "có ký tự " + character + " không dùng được";
    }
    return {};
}

std::variant<std::string, LabelFault> read_label(std::string_view text, Alphabet alphabet) {
    const auto composed = to_nfc(text);
    if (!composed) return LabelFault{Why::not_utf8, 0};
    return Reader{alphabet}.read(with_tones_last(*composed));
}

std::optional<std::string> to_label(std::string_view text) {
    auto read = read_label(text);
    if (auto* label = std::get_if<std::string>(&read)) return std::move(*label);
    return std::nullopt;
}

}  // namespace choqr
