#include "merchants/encoding.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <span>

#include "base/fold.hpp"
#include "base/text.hpp"
#include "merchants/syllable.hpp"

namespace choqr::merchants {
namespace {

// ---- Tables. tests/merchants/encoding_test.cpp holds them against others' ----

constexpr char32_t hole = U'·';
constexpr std::uint32_t no_letter = 0xFFFD;

// 0xA1 to 0xFE.
constexpr std::u32string_view tcvn3_letters =
    U"ĂÂÊÔƠƯĐăâêôơưđ······àảãáạ·ằẳẵắ·······ặầẩẫấậè·ẻẽéẹềểễếệìỉ···ĩíịò·ỏõóọồổỗốộờởỡớợù·ủũúụừửữứựỳỷỹýỵ";

// 0x80 to 0xFF; the capitals that have control characters' bytes are left out.
constexpr std::u32string_view vps_letters =
    U"ÀẢÃẤẦẨọỗĂếềểệẮẰẲẾ··ỀỂỄỐỒỔỖýỷỵỚỜỞ·ắằẳẵặỠớÙờởỡŨỨợỪổỬỲỸÍÌộỈĨÓửữÒỎÕựầÁÂấẩẫậđẻÉÊẹỉễịỹƯỦồốÔỏơÈừứÚũưÝẺ·"
    U"àáâãảạă·èéêẽìí·ĩẴĐòóôõ·Ơụùúủ·ỶẼỳ";

constexpr std::u32string_view windows_1252 =  // 0x80 to 0x9F.
    U"\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
    U"\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

struct Letter {
    unsigned char byte;
    std::uint32_t code_point;
};
constexpr std::array<Letter, 14> windows_1258{{{0xC3, U'Ă'},
                                               {0xCC, 0x300},
                                               {0xD0, U'Đ'},
                                               {0xD2, 0x309},
                                               {0xD5, U'Ơ'},
                                               {0xDD, U'Ư'},
                                               {0xDE, 0x303},
                                               {0xE3, U'ă'},
                                               {0xEC, 0x301},
                                               {0xF0, U'đ'},
                                               {0xF2, 0x323},
                                               {0xF5, U'ơ'},
                                               {0xFD, U'ư'},
                                               {0xFE, 0x20AB}}};

// VNI: letters of their own, by their small forms; then the marks that follow a letter. What it has on a
// capital is 0x20 below.
constexpr std::array<Letter, 8> vni_letters{{{0xF1, U'đ'},
                                             {0xF4, U'ơ'},
                                             {0xF6, U'ư'},
                                             {0xED, U'í'},
                                             {0xEC, U'ì'},
                                             {0xE6, U'ỉ'},
                                             {0xF3, U'ĩ'},
                                             {0xF2, U'ị'}}};
constexpr std::uint32_t circumflex = 0x302, breve = 0x306;
constexpr std::uint32_t sharp = 0x301, falling = 0x300, asking = 0x309, tumbling = 0x303, heavy = 0x323;
struct VniMarks {
    unsigned char byte;
    std::array<std::uint32_t, 2> marks;  ///< 0: none.
};
constexpr std::array<VniMarks, 17> vni_marks{{{0xF9, {sharp, 0}},
                                              {0xF8, {falling, 0}},
                                              {0xFB, {asking, 0}},
                                              {0xF5, {tumbling, 0}},
                                              {0xEF, {heavy, 0}},
                                              {0xE2, {circumflex, 0}},
                                              {0xE1, {circumflex, sharp}},
                                              {0xE0, {circumflex, falling}},
                                              {0xE5, {circumflex, asking}},
                                              {0xE3, {circumflex, tumbling}},
                                              {0xE4, {circumflex, heavy}},
                                              {0xEA, {breve, 0}},
                                              {0xE9, {breve, sharp}},
                                              {0xE8, {breve, falling}},
                                              {0xFA, {breve, asking}},
                                              {0xFC, {breve, tumbling}},
                                              {0xEB, {breve, heavy}}}};

// ---- Letters ----

void add_code_point(std::string& text, std::uint32_t c) {
    const auto tail = [c](int shift) { return static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
    if (c < 0x80) {
        text += static_cast<char>(c);
    } else if (c < 0x800) {
        text.append({static_cast<char>(0xC0 | (c >> 6)), tail(0)});
    } else if (c < 0x10000) {
        text.append({static_cast<char>(0xE0 | (c >> 12)), tail(6), tail(0)});
    } else {
        text.append({static_cast<char>(0xF0 | (c >> 18)), tail(12), tail(6), tail(0)});
    }
}

/// Of Vietnamese letters; all else as it is.
std::uint32_t capital_of(std::uint32_t c) {
    if ((c >= 'a' && c <= 'z') || (c >= 0xE0 && c <= 0xFD)) return c - 0x20;
    const bool is_odd_pair =
        (c >= 0x1EA0 && c <= 0x1EF9) || c == 0x103 || c == 0x111 || c == 0x129 || c == 0x169;
    if (is_odd_pair) return c & ~1U;
    return c == 0x1A1 || c == 0x1B0 ? c - 1 : c;
}
bool is_capital(std::uint32_t c) { return c >= 'A' && c <= 'Z'; }
bool is_small(std::uint32_t c) { return c >= 'a' && c <= 'z'; }

bool is_of_word(std::uint32_t c) {
    return is_capital(c) || is_small(c) || (c >= 0x80 && c != 0xA0 && (c < 0x2000 || c > 0x206F));
}

void for_each_word(std::string_view text, const std::function<void(std::string_view)>& use) {
    std::size_t begin = 0, end = 0;
    for (auto rest = text; !rest.empty();) {
        const auto c = take_code_point(rest);
        const auto next = text.size() - rest.size();
        if (!is_of_word(c)) {
            if (end > begin) use(text.substr(begin, end - begin));
            begin = next;
        }
        end = next;
        if (!is_of_word(c)) end = begin;
    }
    if (end > begin) use(text.substr(begin, end - begin));
}

/// "NGUYễN" as a font of capitals showed it: NGUYỄN.
std::string with_capitals(std::string_view text) {
    std::string out;
    std::vector<std::uint32_t> word;
    const auto end_word = [&] {
        const bool hidden = std::ranges::any_of(word, is_capital) && std::ranges::none_of(word, is_small) &&
                            std::ranges::count_if(word, is_capital) > 1;
        for (const auto c : word) add_code_point(out, hidden ? capital_of(c) : c);
        word.clear();
    };
    while (!text.empty()) {
        const auto c = take_code_point(text);
        if (!is_of_word(c)) end_word();
        if (is_of_word(c))
            word.push_back(c);
        else
            add_code_point(out, c);
    }
    end_word();
    return out;
}

std::uint32_t in_windows_1252(unsigned char byte) {
    return byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80u] : byte;
}

std::uint32_t in_table(std::u32string_view letters, unsigned char first, unsigned char byte) {
    if (byte < first || byte - first >= static_cast<int>(letters.size())) return in_windows_1252(byte);
    const auto letter = letters[static_cast<std::size_t>(byte - first)];
    if (letter != hole) return letter;
    return byte < 0xA1 ? in_windows_1252(byte) : no_letter;
}

std::string by_table(std::string_view bytes, std::u32string_view letters, unsigned char first) {
    std::string text;
    for (const char c : bytes) add_code_point(text, in_table(letters, first, static_cast<unsigned char>(c)));
    return with_capitals(text);
}

std::string from_windows_1258(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        const auto* own = std::ranges::find(windows_1258, byte, &Letter::byte);
        add_code_point(text, own != windows_1258.end() ? own->code_point : in_windows_1252(byte));
    }
    return text;
}

bool takes_marks(std::uint32_t c) {
    constexpr std::u32string_view vowels = U"aeouyAEOUYơưƠƯ";
    return vowels.find(static_cast<char32_t>(c)) != std::u32string_view::npos;
}

/// î and Î are a letter of their own, ỵ; above 0xDF stand the small forms.
std::uint32_t vni_letter(unsigned char byte) {
    if (byte == 0xEE) return U'ỵ';
    if (byte == 0xCE) return U'Ỵ';
    const auto* small = std::ranges::find(vni_letters, byte, &Letter::byte);
    if (small != vni_letters.end()) return small->code_point;
    const auto* large = std::ranges::find(vni_letters, byte + 0x20, &Letter::byte);
    if (byte < 0xE0 && large != vni_letters.end()) return capital_of(large->code_point);
    return byte >= 0xC0 ? no_letter : in_windows_1252(byte);
}

std::string from_vni(std::string_view bytes) {
    std::string text;
    std::uint32_t before = 0;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        const auto small = static_cast<unsigned char>(byte >= 0xC0 && byte < 0xE0 ? byte + 0x20 : byte);
        const auto* marks = std::ranges::find(vni_marks, small, &VniMarks::byte);
        if (marks != vni_marks.end() && takes_marks(before)) {
            for (const auto mark : marks->marks)
                if (mark != 0) add_code_point(text, mark);
            before = 0;
        } else {
            before = vni_letter(byte);
            add_code_point(text, before);
        }
    }
    return text;
}

// ---- UTF-16 ----

/// Text in Latin letters has a zero in every other place.
std::optional<bool> is_big_endian(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xFE")) return false;
    if (bytes.starts_with("\xFE\xFF")) return true;
    std::array<std::size_t, 2> zeros{};
    for (std::size_t i = 0; i < bytes.size(); ++i) zeros[i % 2] += bytes[i] == '\0';
    const auto many = bytes.size() / 4;
    if (zeros[0] > many && zeros[1] == 0) return true;
    if (zeros[1] > many && zeros[0] == 0) return false;
    return std::nullopt;
}

std::optional<std::string> from_utf16(std::string_view bytes) {
    const auto big_endian = is_big_endian(bytes);
    if (!big_endian || bytes.size() % 2 != 0) return std::nullopt;
    const auto unit_at = [&](std::size_t at) {
        const auto first = static_cast<unsigned char>(bytes[at]),
                   second = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<std::uint32_t>(*big_endian ? first << 8 | second : second << 8 | first);
    };
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 2) {
        auto c = unit_at(at);
        if (c >= 0xD800 && c < 0xDC00 && at + 2 < bytes.size()) {
            const auto low = unit_at(at += 2);
            if (low < 0xDC00 || low > 0xDFFF) return std::nullopt;
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        } else if (c >= 0xD800 && c <= 0xDFFF) {
            return std::nullopt;
        }
        if (c == 0) return std::nullopt;
        add_code_point(text, c);
    }
    return text;
}

// ---- Deciding ----

struct Score {
    std::size_t marked = 0, spelled = 0;  ///< Words beyond ASCII, and those of them that are syllables.

    bool makes_sense() const { return marked > 0 && spelled * 10 >= marked * 9; }
};
Score score_of(std::string_view text) {
    Score score;
    for_each_word(text, [&score](std::string_view word) {
        if (is_ascii(word)) return;
        ++score.marked;
        score.spelled += is_vietnamese_syllable(word);
    });
    return score;
}

bool is_better(const Score& one, const Score& other) {
    return one.spelled * other.marked > other.spelled * one.marked;
}

/// Nothing if none makes sense of the bytes.
using Choice = std::variant<std::monostate, Encoding, Undecided>;
Choice choose(std::string_view bytes, std::span<const Encoding> candidates) {
    struct Made {
        Encoding encoding;
        std::string text;
        Score score;
    };
    std::vector<Made> made;
    for (const auto encoding : candidates)
        if (auto text = decode(bytes, encoding)) {
            const auto score = score_of(*text);
            if (score.makes_sense()) made.push_back({encoding, *std::move(text), score});
        }
    if (made.empty()) return {};
    const auto best = std::ranges::max_element(
        made, [](const Made& one, const Made& other) { return is_better(other.score, one.score); });
    const bool is_alone = std::ranges::all_of(made, [&best](const Made& one) {
        return one.text == best->text || is_better(best->score, one.score);
    });
    return is_alone ? Choice{best->encoding} : Choice{Undecided{}};
}

constexpr std::array fonts{Encoding::tcvn3, Encoding::vni, Encoding::vps, Encoding::cp1258};
constexpr std::array mistakes{Encoding::tcvn3, Encoding::vni, Encoding::vps, Encoding::cp1258,
                              Encoding::utf8_twice};

/// The bytes that Windows-1252 has for a cell's letters; nothing where it has none for one, or all are ASCII.
std::optional<std::string> bytes_of(std::string_view cell) {
    if (is_ascii(cell)) return std::nullopt;
    std::string bytes;
    while (!cell.empty()) {
        const auto c = take_code_point(cell);
        const auto at = windows_1252.find(static_cast<char32_t>(c));
        if (at != std::u32string_view::npos)
            bytes += static_cast<char>(0x80 + at);
        else if (c <= 0xFF)
            bytes += static_cast<char>(c);
        else
            return std::nullopt;
    }
    return bytes;
}

bool is_proper(std::string_view cell) {
    const auto score = score_of(cell);
    return score.marked == score.spelled;
}

std::string_view cell_of(const TableRow& row, std::size_t column) {
    return column < row.fields.size() ? std::string_view{row.fields[column]} : std::string_view{};
}

/// Puts the cells of one column right; false: none had to be.
bool mend_column(std::vector<TableRow>& rows, std::size_t first, std::size_t column, Encoding encoding) {
    std::vector<std::size_t> foreign, either;
    bool has_proper = false;
    for (auto row = first; row < rows.size(); ++row) {
        const auto cell = cell_of(rows[row], column);
        if (is_ascii(cell)) continue;
        if (!bytes_of(cell))
            has_proper = true;
        else
            (is_proper(cell) ? either : foreign).push_back(row);
    }
    if (foreign.empty()) return false;
    if (!has_proper) foreign.insert(foreign.end(), either.begin(), either.end());
    for (const auto row : foreign) {
        auto text = decode(*bytes_of(cell_of(rows[row], column)), encoding);
        if (text) rows[row].fields[column] = *std::move(text);
    }
    return true;
}

}  // namespace

std::string_view name_of(Encoding encoding) {
    constexpr std::string_view names[] = {"TCVN3", "VNI", "VPS", "Windows-1258", "UTF-8 hai lần", "UTF-16"};
    return names[static_cast<std::size_t>(encoding)];
}

std::optional<std::string> decode(std::string_view bytes, Encoding encoding) {
    switch (encoding) {
        case Encoding::tcvn3:
            return by_table(bytes, tcvn3_letters, 0xA1);
        case Encoding::vps:
            return by_table(bytes, vps_letters, 0x80);
        case Encoding::vni:
            return to_nfc(from_vni(bytes));
        case Encoding::cp1258:
            return to_nfc(from_windows_1258(bytes));
        case Encoding::utf8_twice:
            return to_nfc(bytes);
        case Encoding::utf16:
            return from_utf16(bytes);
    }
    return std::nullopt;
}

std::variant<Decoded, Undecided> decode_file(std::string_view bytes) {
    const bool has_zeros = bytes.find('\0') != std::string_view::npos;
    if (!has_zeros && is_valid_utf8(bytes)) return Decoded{std::string{bytes}};
    if (auto text = decode(bytes, Encoding::utf16)) return Decoded{*std::move(text), Encoding::utf16};
    if (has_zeros) return Undecided{};
    const auto choice = choose(bytes, fonts);
    const auto* encoding = std::get_if<Encoding>(&choice);
    if (encoding == nullptr) return Undecided{};
    return Decoded{*decode(bytes, *encoding), *encoding};
}

std::variant<std::monostate, Mended, Undecided> mend_cells(std::vector<TableRow>& rows, std::size_t first) {
    std::string foreign;
    std::size_t columns = 0;
    std::optional<std::size_t> line;
    for (auto row = first; row < rows.size(); ++row) {
        columns = std::max(columns, rows[row].fields.size());
        for (const auto& cell : rows[row].fields) {
            const auto bytes = bytes_of(cell);
            if (!bytes || is_proper(cell)) continue;
            foreign += *bytes + "\n";
            if (!line) line = rows[row].line;
        }
    }
    if (!line) return {};
    const auto choice = choose(foreign, mistakes);
    if (std::holds_alternative<Undecided>(choice)) return Undecided{};
    const auto* encoding = std::get_if<Encoding>(&choice);
    if (encoding == nullptr) return {};
    for (std::size_t column = 0; column < columns; ++column) mend_column(rows, first, column, *encoding);
    return Mended{*encoding, *line};
}

bool is_proper_row(const TableRow& row) {
    return std::ranges::all_of(row.fields,
                               [](const auto& cell) { return !bytes_of(cell) || is_proper(cell); });
}

}  // namespace choqr::merchants
