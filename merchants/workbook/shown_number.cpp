#include "workbook/shown_number.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>

namespace choqr::workbook {
namespace {

constexpr std::size_t digits_kept = 15;
constexpr std::size_t number_bytes_max = 64;
constexpr int exponent_max = 400;  // A double's is 308.

/// ±0.DIGITS × 10^point, without zeros at either end of the digits; no digits: zero.
struct Decimal {
    bool negative = false;
    std::string digits;
    int point = 0;
};

void trim_zeros(Decimal& number) {
    const auto begin = std::min(number.digits.find_first_not_of('0'), number.digits.size());
    number.digits.erase(0, begin);
    number.point -= static_cast<int>(begin);
    number.digits.erase(number.digits.find_last_not_of('0') + 1);
    if (number.digits.empty()) number = {};
}

bool take_digits(std::string_view& text, std::string& digits) {
    const auto size = std::min(text.find_first_not_of("0123456789"), text.size());
    digits += text.substr(0, size);
    text.remove_prefix(size);
    return size > 0;
}

std::optional<int> take_exponent(std::string_view& text) {
    if (text.empty()) return 0;
    if (text.front() != 'E' && text.front() != 'e') return std::nullopt;
    text.remove_prefix(1);
    if (text.starts_with("+-")) return std::nullopt;
    if (text.starts_with('+')) text.remove_prefix(1);
    int exponent = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), exponent);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
    if (exponent > exponent_max || exponent < -exponent_max) return std::nullopt;
    return exponent;
}

std::optional<Decimal> decimal_of(std::string_view text) {
    if (text.size() > number_bytes_max) return std::nullopt;
    Decimal number;
    if (text.starts_with('-')) {
        number.negative = true;
        text.remove_prefix(1);
    }
    bool any = take_digits(text, number.digits);
    number.point = static_cast<int>(number.digits.size());
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        any = take_digits(text, number.digits) || any;
    }
    const auto exponent = take_exponent(text);
    if (!any || !exponent) return std::nullopt;
    number.point += *exponent;
    trim_zeros(number);
    return number;
}

/// Half goes up, away from zero, as programs show it.
void round_to(Decimal& number, std::size_t count) {
    if (number.digits.size() <= count) return;
    const bool up = number.digits[count] >= '5';
    number.digits.resize(count);
    auto at = count;
    while (up && at > 0 && number.digits[at - 1] == '9') number.digits[--at] = '0';
    if (up && at > 0) ++number.digits[at - 1];
    if (up && at == 0) {
        number.digits.insert(0, 1, '1');
        ++number.point;
    }
    trim_zeros(number);
}

std::string written(const Decimal& number) {
    if (number.digits.empty()) return "0";
    auto text = number.digits;
    if (number.point <= 0)
        text = "0." + std::string(static_cast<std::size_t>(-number.point), '0') + text;
    else if (const auto whole = static_cast<std::size_t>(number.point); whole >= text.size())
        text.append(whole - text.size(), '0');
    else
        text.insert(whole, 1, '.');
    return (number.negative ? "-" : "") + text;
}

std::string two_digits(std::uint64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string exponent_of(int exponent) {
    return (exponent < 0 ? "E-" : "E+") + two_digits(static_cast<std::uint64_t>(std::abs(exponent)));
}

// What a format's code says of dates; quoted text, colours in brackets and what is escaped says nothing.
std::string letters_of(std::string_view code) {
    std::string letters;
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char c = code[i];
        if (c == ';') break;  // The first section is that of what is above zero.
        if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else if (c == '"' || c == '[') {
            const auto close = code.find(c == '"' ? '"' : ']', i + 1);
            const bool is_duration =
                c == '[' && i + 1 < code.size() && code.find_first_of("hHmMsS", i) == i + 1;
            if (is_duration) letters += 'h';
            i = std::min(close, code.size());
        } else {
            letters += c >= 'A' && c <= 'Z' && c != 'E' && c != 'G' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return letters;
}

std::optional<int> whole_days(const Decimal& number) {
    if (number.negative || number.point > 7) return std::nullopt;
    if (number.point <= 0) return 0;
    auto digits = number.digits;
    digits.resize(static_cast<std::size_t>(number.point), '0');
    int days = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), days);
    return days;
}

}  // namespace

NumberFormat format_of_code(std::string_view code) {
    using Kind = NumberFormat::Kind;
    const auto letters = letters_of(code);
    if (letters == "General" || letters == "@" || letters.empty()) return {};
    if (letters.find("E+") != std::string::npos || letters.find("E-") != std::string::npos)
        return {Kind::exponent};
    if (letters.find_first_of("dy") != std::string::npos) return {Kind::date};
    if (letters.find_first_of("hs") != std::string::npos) return {Kind::time};
    if (letters.find('m') != std::string::npos) return {Kind::date};
    if (letters.find_first_not_of('0') == std::string::npos) return {Kind::plain, letters.size()};
    return {};
}

NumberFormat built_in_format(unsigned id) {
    using Kind = NumberFormat::Kind;
    const auto within = [id](unsigned first, unsigned last) { return id >= first && id <= last; };
    if (id == 11 || id == 48) return {Kind::exponent};
    if (within(18, 21) || within(45, 47) || within(32, 35)) return {Kind::time};
    if (within(14, 17) || id == 22 || within(27, 36) || within(50, 58)) return {Kind::date};
    return {};
}

std::optional<std::string> plain_number(std::string_view xml) {
    auto number = decimal_of(xml);
    if (!number) return std::nullopt;
    round_to(*number, digits_kept);
    // Beyond what anybody writes digit by digit it is shown with an exponent in every format.
    if (number->point > 40 || number->point < -20) return number_with_exponent(xml);
    return written(*number);
}

std::optional<std::string> number_with_exponent(std::string_view xml) {
    constexpr std::size_t shown_digits = 3;
    auto number = decimal_of(xml);
    if (!number) return std::nullopt;
    round_to(*number, shown_digits);
    if (number->digits.empty()) return "0.00E+00";
    auto digits = number->digits;
    digits.resize(shown_digits, '0');
    digits.insert(1, 1, '.');
    return (number->negative ? "-" : "") + digits + exponent_of(number->point - 1);
}

std::optional<std::string> shown_date(std::string_view xml, bool from_1904) {
    using namespace std::chrono;
    constexpr int days_to_1904 = 1462, last_day = 2'958'465;
    const auto number = decimal_of(xml);
    auto days = number ? whole_days(*number) : std::nullopt;
    if (days && from_1904) *days += days_to_1904;
    if (!days || *days < 1 || *days > last_day) return std::nullopt;
    // Lotus 1-2-3 thought 1900 a leap year, and so does Excel: its day 60 never was.
    const year_month_day date{sys_days{1899y / December / 30} +
                              std::chrono::days{*days < 60 ? *days + 1 : *days}};
    return two_digits(static_cast<unsigned>(date.day())) + "/" +
           two_digits(static_cast<unsigned>(date.month())) + "/" +
           std::to_string(static_cast<int>(date.year()));
}

std::optional<std::string> shown_time(std::string_view xml) {
    constexpr std::uint64_t scale = 1'000'000'000, minutes_a_day = 1'440;
    const auto number = decimal_of(xml);
    const auto days = number ? whole_days(*number) : std::nullopt;
    if (!days) return std::nullopt;
    auto fraction =
        number->point > 0
            ? number->digits.substr(std::min(number->digits.size(), static_cast<std::size_t>(number->point)))
            : std::string(static_cast<std::size_t>(-number->point), '0') + number->digits;
    fraction.resize(9, '0');
    std::uint64_t parts = 0;
    std::from_chars(fraction.data(), fraction.data() + fraction.size(), parts);
    const auto minutes = (parts * minutes_a_day + scale / 2) / scale % minutes_a_day;
    return two_digits(minutes / 60) + ":" + two_digits(minutes % 60);
}

}  // namespace choqr::workbook
