#include "base/fold.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace choqr {
namespace {

// All accented Latin letters that Unicode decomposes lie between À and the end of Latin Extended Additional.
constexpr std::uint32_t table_begin = 0xC0;
constexpr std::uint32_t table_end = 0x1F00;
using FoldTable = std::array<char, table_end - table_begin>;

std::string utf8_below_10000(std::uint32_t code_point) {
    std::string out;
    const auto add = [&out](std::uint32_t byte) {
        out += static_cast<char>(static_cast<unsigned char>(byte));
    };
    if (code_point < 0x800) {
        add(0xC0 | (code_point >> 6));
    } else {
        add(0xE0 | (code_point >> 12));
        add(0x80 | ((code_point >> 6) & 0x3F));
    }
    add(0x80 | (code_point & 0x3F));
    return out;
}

// Zero where a letter has no ASCII letter behind it.
FoldTable make_fold_table() {
    FoldTable table{};
    for (auto code_point = table_begin; code_point < table_end; ++code_point) {
        const auto decomposed = to_nfd(utf8_below_10000(code_point));
        if (decomposed && static_cast<unsigned char>(decomposed->front()) < 0x80)
            table[code_point - table_begin] = decomposed->front();
    }
    // The bar of đ is no combining mark, so Unicode does not take it off. Ð is Icelandic eth, typed for Đ by
    // mistake.
    table[0x110 - table_begin] = 'D';
    table[0x111 - table_begin] = 'd';
    table[0xD0 - table_begin] = 'D';
    // Nor the bars of these: Ê Đê and its neighbours, Polish, Danish.
    for (const auto& [code_point, letter] :
         {std::pair{0x243u, 'B'}, {0x180u, 'b'}, {0x141u, 'L'}, {0x142u, 'l'}, {0xD8u, 'O'}, {0xF8u, 'o'}})
        table[code_point - table_begin] = letter;
    return table;
}

struct Character {
    std::uint32_t code_point;
    std::size_t bytes;
};

// Two- and three-byte characters; nothing for anything else. Overlong forms and the like fall out of every
// range below.
std::optional<Character> short_character(std::string_view rest) {
    const auto byte = [&rest](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(rest[i]));
    };
    const auto continues = [&](std::size_t i) { return i < rest.size() && (byte(i) & 0xC0) == 0x80; };
    if ((byte(0) & 0xE0) == 0xC0 && continues(1))
        return Character{(byte(0) & 0x1F) << 6 | (byte(1) & 0x3F), 2};
    if ((byte(0) & 0xF0) == 0xE0 && continues(1) && continues(2))
        return Character{(byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 3};
    return std::nullopt;
}

constexpr bool is_combining_mark(std::uint32_t code_point) {
    return code_point >= 0x300 && code_point <= 0x36F;
}

// Appends the folded form of the character at the front of `rest`; how many bytes it took.
std::size_t fold_one(std::string& out, std::string_view rest) {
    static const FoldTable table = make_fold_table();
    const auto character = short_character(rest);
    if (!character) {
        out += rest.front();
        return 1;
    }
    const auto code_point = character->code_point;
    const char letter =
        code_point >= table_begin && code_point < table_end ? table[code_point - table_begin] : '\0';
    if (letter != '\0')
        out += letter;
    else if (code_point == 0xA0)
        out += ' ';
    else if (!is_combining_mark(code_point))
        out += rest.substr(0, character->bytes);
    return character->bytes;
}

}  // namespace

bool is_ascii(std::string_view text) {
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t eight;
        std::memcpy(&eight, text.data() + i, 8);
        if ((eight & 0x8080808080808080U) != 0) return false;
    }
    for (; i < text.size(); ++i)
        if (static_cast<unsigned char>(text[i]) >= 0x80) return false;
    return true;
}

namespace {

void append_utf8(std::string& out, std::uint32_t code_point) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code_point), bytes.data());
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
}

/// Puts the marks of the word that ends behind it.
void end_word(std::string& out, std::u32string& marks) {
    std::ranges::sort(marks);
    for (const auto mark : marks) append_utf8(out, mark);
    marks.clear();
}

}  // namespace

std::string folded_name(std::string_view text) {
    const auto decomposed = to_nfd(text);
    if (!decomposed) return std::string{text};
    std::string out;
    std::u32string marks;
    bool is_between = true;
    for (std::string_view rest{*decomposed}; !rest.empty();) {
        const auto c = take_code_point(rest);
        const bool is_space = c == ' ' || c == 0xA0 || c == '\t';
        if (is_space && !is_between) {
            end_word(out, marks);
            out += ' ';
        }
        is_between = is_space;
        if (is_combining_mark(c))
            marks += static_cast<char32_t>(c);
        else if (!is_space)
            append_utf8(out, static_cast<std::uint32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))));
    }
    end_word(out, marks);
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

std::string fold_to_ascii(std::string_view text) {
    if (is_ascii(text)) return std::string{text};
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        if (static_cast<unsigned char>(text.front()) < 0x80) {
            out += text.front();
            text.remove_prefix(1);
        } else {
            text.remove_prefix(fold_one(out, text));
        }
    }
    return out;
}

}  // namespace choqr
