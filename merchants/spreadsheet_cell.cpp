#include "merchants/spreadsheet_cell.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace choqr::merchants {
namespace {

constexpr std::size_t digits_kept_by_programs =
    15;  // A double's, as Excel, LibreOffice and Google Sheets write them.

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_separator(char c) { return c == ' ' || c == '~' || c == '.' || c == ',' || c == '\'' || c == '-'; }

// One character for each kind of separator: ' ' for a space that people type, '~' for those that only
// programs write (no-break, thin), ' for apostrophes, - for dashes. Anything else stays.
std::string simplified(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto before = text;
        const auto c = take_code_point(text);
        if (c == '\t')
            out += ' ';
        else if (c == '~')
            out += '?';
        else if (c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000)
            out += '~';
        else if (c == 0x2019 || c == 0x2018 || c == 0x2BC || c == 0xB4)
            out += '\'';
        else if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
            out += '-';
        else
            out += before.substr(0, before.size() - text.size());
    }
    const auto begin = out.find_first_not_of(" ~"), end = out.find_last_not_of(" ~");
    return begin == std::string::npos ? std::string{} : out.substr(begin, end - begin + 1);
}

struct Cell {
    std::string text;
    bool marked_as_text = false;
};
/// How people keep a spreadsheet from eating leading zeros: '0123 or ="0123".
Cell cell_of(std::string_view raw) {
    auto text = simplified(raw);
    if (text.starts_with("'")) return {text.substr(1), true};
    if (text.size() > 3 && text.starts_with("=\"") && text.ends_with("\""))
        return {text.substr(2, text.size() - 3), true};
    return {std::move(text), false};
}

std::string without_separators(std::string_view text) {
    std::string out;
    std::ranges::copy_if(text, std::back_inserter(out), [](char c) { return !is_separator(c); });
    return out;
}

// "1.23E+11", "1,2e11", "1E5", "-4.5E-3".
bool is_exponent(std::string_view text) {
    const auto e = text.find_first_of("eE");
    if (e == std::string_view::npos || e == 0 || e + 1 == text.size()) return false;
    auto exponent = text.substr(e + 1);
    if (exponent.front() == '+' || exponent.front() == '-') exponent.remove_prefix(1);
    const auto mantissa = text.substr(0, e);
    const auto of_number = [](char c) { return is_digit(c) || is_separator(c) || c == '+'; };
    return !exponent.empty() && std::ranges::all_of(exponent, is_digit) &&
           std::ranges::all_of(mantissa, of_number) && std::ranges::any_of(mantissa, is_digit);
}

/// Digits with single separators between them; nothing for any other text.
struct Grouped {
    std::vector<std::string_view> groups;
    std::string separators;  ///< One fewer than groups.

    bool only(char separator) const { return separators.find_first_not_of(separator) == std::string::npos; }
    std::size_t digits() const {
        std::size_t count = 0;
        for (const auto group : groups) count += group.size();
        return count;
    }
};
std::optional<Grouped> grouped(std::string_view text) {
    Grouped result;
    for (std::size_t begin = 0;;) {
        auto end = begin;
        while (end < text.size() && is_digit(text[end])) ++end;
        if (end == begin) return std::nullopt;
        result.groups.push_back(text.substr(begin, end - begin));
        if (end == text.size()) return result;
        if (!is_separator(text[end])) return std::nullopt;
        result.separators += text[end];
        begin = end + 1;
    }
}

// "2025-12-05", "5-12-2025", "05.12.25".
bool is_date(const Grouped& number) {
    if (number.groups.size() != 3 || !(number.only('-') || number.only('.'))) return false;
    const auto a = number.groups[0].size(), b = number.groups[1].size(), c = number.groups[2].size();
    return (a == 4 && b <= 2 && c <= 2) || (a <= 2 && b <= 2 && (c == 4 || c == 2));
}

// 1.234.567 and India's 12,34,567: the last group has three digits, those before it three or two, and a
// program writes no zero in front.
bool is_grouped_by_a_program(const Grouped& number) {
    if (number.groups.size() < 2 || number.groups.front().front() == '0') return false;
    const char separator = number.separators.front();
    if (separator == ' ' || separator == '-' || !number.only(separator)) return false;
    const auto between_all = [&](std::size_t size) {
        return std::all_of(number.groups.begin() + 1, number.groups.end() - 1,
                           [size](auto group) { return group.size() == size; });
    };
    const auto first = number.groups.front().size();
    return number.groups.back().size() == 3 &&
           ((first <= 3 && between_all(3)) || (first <= 2 && between_all(2)));
}

// One last separator of a kind that is not between the groups before it: "1.234.567,89", "1234.5", "0.123".
// People who write an account in two halves with a dot cannot be told from it, unless a zero begins more than
// one digit.
bool has_decimals(const Grouped& number) {
    if (number.separators.empty()) return false;
    const char last = number.separators.back();
    if ((last != '.' && last != ',') || std::ranges::count(number.separators, last) != 1) return false;
    if (number.separators.size() > 1) return true;
    return number.groups.front() == "0" || number.groups.front().front() != '0';
}

bool is_rounded(std::string_view digits) {
    return digits.size() > digits_kept_by_programs &&
           digits.find_first_not_of('0', digits_kept_by_programs) == std::string_view::npos;
}

bool has_sign(std::string_view text) {
    const bool signed_number = text.starts_with('-') || text.starts_with('+') || text.ends_with('-') ||
                               (text.starts_with('(') && text.ends_with(')'));
    const auto of_number = [](char c) {
        return is_digit(c) || is_separator(c) || c == '+' || c == '(' || c == ')';
    };
    return signed_number && std::ranges::any_of(text, is_digit) && std::ranges::all_of(text, of_number);
}

// "1,234.00" before "1,234": which of the two a program did decides nothing, both are refused.
std::optional<CellFault> fault_of(const Grouped& number, bool marked_as_text) {
    if (is_date(number)) return CellFault::date;
    if (!marked_as_text && is_grouped_by_a_program(number))
        return number.groups.size() == 2 ? CellFault::decimals : CellFault::grouping;
    if (has_decimals(number)) return CellFault::decimals;
    std::string digits;
    for (const auto group : number.groups) digits += group;
    if (!marked_as_text && is_rounded(digits)) return CellFault::rounded;
    return std::nullopt;
}

// "12 - 34" and "12  34" as people write them, tidied; nothing if dots, commas or apostrophes stand beside
// one another or at an end.
std::optional<Grouped> grouped_by_people(const std::string& text, std::string& tidied) {
    const auto loose = [](char c) { return c == ' ' || c == '~' || c == '-'; };
    for (const char c : text) {
        if (!loose(c) || tidied.empty() || !loose(tidied.back()))
            tidied += c;
        else if (tidied.back() == ' ')
            tidied.back() = c;
    }
    return grouped(tidied);
}

// "1.234.567 VND": a format for money.
bool has_currency(std::string_view text) {
    std::string letters;
    std::ranges::copy_if(text, std::back_inserter(letters),
                         [](char c) { return !is_digit(c) && !is_separator(c); });
    return letters == "VND" || letters == "vnd" || letters == "USD" || letters == "EUR";
}

bool is_zero_fraction(std::string_view group) {
    return group.size() <= 2 && group.find_first_not_of('0') == std::string_view::npos;
}

}  // namespace

std::variant<std::string, CellFault> read_account_cell(std::string_view raw) {
    const auto cell = cell_of(raw);
    if (has_sign(cell.text)) return CellFault::sign;
    if (is_exponent(cell.text) && !cell.marked_as_text) return CellFault::exponent;
    if (std::ranges::all_of(cell.text, [](char c) { return is_digit(c) || is_separator(c); })) {
        std::string tidied;
        const auto number = grouped_by_people(cell.text, tidied);
        if (!number && !cell.text.empty()) return CellFault::decimals;
        if (const auto fault = number ? fault_of(*number, cell.marked_as_text) : std::nullopt) return *fault;
        return without_separators(cell.text);
    }
    if (has_currency(cell.text)) return CellFault::sign;
    // With letters in it no program takes it for a number; a dot or comma stays, and is in no account number.
    auto text = cell.text;
    std::erase_if(text, [](char c) { return c == ' ' || c == '~' || c == '-'; });
    return text;
}

std::variant<std::string, CellFault> read_short_number_cell(std::string_view raw) {
    const auto cell = cell_of(raw);
    const bool international = cell.text.starts_with('+');
    const auto text = std::string_view{cell.text}.substr(international ? 1 : 0);
    if (is_exponent(text)) return CellFault::exponent;
    if (text.starts_with('-') || has_sign(text)) return CellFault::sign;
    const auto number = grouped(text);
    if (number && has_decimals(*number) && number->groups.back().size() <= 2) {
        if (!is_zero_fraction(number->groups.back())) return CellFault::decimals;
        return without_separators(text.substr(0, text.find_last_of(".,")));
    }
    return (international ? "+" : "") + without_separators(text);
}

std::string_view english(CellFault fault) {
    switch (fault) {
        case CellFault::exponent:
            return "the spreadsheet has shortened the number and its digits are lost; format the column as "
                   "text and type the number again";
        case CellFault::decimals:
            return "the spreadsheet has made it a number with decimals, and zeros in front of it may be "
                   "gone; format the column as text and type the number again";
        case CellFault::grouping:
            return "the spreadsheet has made it a number and grouped it, and zeros in front of it may be "
                   "gone; format the column as text and type the number without separators";
        case CellFault::rounded:
            return "spreadsheets keep fifteen digits and write zeros for the rest; format the column as text "
                   "and type the number again, with ' in front if it is right";
        case CellFault::sign:
            return "it has a sign, brackets or a currency, which no such number has; format the column as "
                   "text and type the number again";
        case CellFault::date:
            return "it looks like a date; format the column as text and type the number again";
    }
    return {};
}

std::string_view vietnamese(CellFault fault) {
    switch (fault) {
        case CellFault::exponent:
            return "bảng tính đã rút gọn số nên mất chữ số; hãy định dạng cột là văn bản và nhập lại số";
        case CellFault::decimals:
            return "bảng tính đã đổi thành số thập phân nên có thể mất số 0 ở đầu; hãy định dạng cột là văn "
                   "bản và nhập lại số";
        case CellFault::grouping:
            return "bảng tính đã đổi thành số có dấu phân cách nên có thể mất số 0 ở đầu; hãy định dạng cột "
                   "là văn bản và nhập lại số liền nhau";
        case CellFault::rounded:
            return "bảng tính chỉ giữ 15 chữ số, phần sau ghi thành số 0; hãy định dạng cột là văn bản và "
                   "nhập lại số, nếu đúng thì thêm dấu ' ở trước";
        case CellFault::sign:
            return "có dấu âm, dấu cộng, ngoặc hoặc đơn vị tiền; hãy định dạng cột là văn bản và nhập lại số";
        case CellFault::date:
            return "giống ngày tháng; hãy định dạng cột là văn bản và nhập lại số";
    }
    return {};
}

std::string column_letters(std::size_t index) {
    std::string letters;
    for (auto rest = index + 1; rest > 0; rest = (rest - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    return letters;
}

}  // namespace choqr::merchants
