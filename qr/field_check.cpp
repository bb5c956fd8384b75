#include "qr/field_check.hpp"

#include <algorithm>

#include "base/fold.hpp"
#include "base/text.hpp"

namespace choqr::qr {
namespace {

using Format = FieldRule::Format;

constexpr bool digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// "00.01" to "99.99": digits with at most one point, not zero, below one hundred.
bool is_percentage(std::string_view text) {
    const auto point = std::min(text.find('.'), text.size());
    const auto whole = text.substr(0, point);
    const auto fraction = point < text.size() ? text.substr(point + 1) : std::string_view{};
    const auto all_digits = [](std::string_view part) { return std::ranges::all_of(part, digit); };
    const auto zeros = [](std::string_view part) {
        return part.find_first_not_of('0') == std::string_view::npos;
    };
    return !whole.empty() && whole.size() <= 2 && fraction.size() <= 2 && all_digits(whole) &&
           all_digits(fraction) && !(zeros(whole) && zeros(fraction));
}

bool is_consumer_data(std::string_view text) {
    const auto once = [&text](char c) { return std::ranges::count(text, c) == 1; };
    return std::ranges::all_of(text, [&](char c) { return (c == 'A' || c == 'M' || c == 'E') && once(c); });
}

FieldFault fault_of_format(Format format, std::string_view value) {
    const auto unless = [](bool good, FieldFault fault) { return good ? FieldFault::none : fault; };
    switch (format) {
        case Format::digits:
            return unless(is_digits(value), FieldFault::malformed);
        case Format::printable:
            return unless(is_printable_ascii(value), FieldFault::not_printable);
        case Format::percentage:
            return unless(is_percentage(value), FieldFault::malformed);
        case Format::consumer_data:
            return unless(is_consumer_data(value), FieldFault::malformed);
        case Format::language:
            return unless(std::ranges::all_of(value, letter), FieldFault::malformed);
        case Format::unicode:
            return unless(is_plain_unicode(value), FieldFault::not_printable);
    }
    return FieldFault::malformed;
}

}  // namespace

bool is_printable_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c <= 0x7E; });
}

bool leaves_the_bmp(std::string_view utf8) {
    return std::ranges::any_of(utf8, [](char c) { return static_cast<unsigned char>(c) >= 0xF0; });
}

bool is_plain_unicode(std::string_view text) {
    return is_valid_utf8(text) && !leaves_the_bmp(text) && std::ranges::none_of(text, control);
}

bool is_letters_and_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return digit(c) || letter(c); });
}

bool is_digits(std::string_view text) { return std::ranges::all_of(text, digit); }

FieldCheck check_field(const FieldRule& rule, std::string_view value) {
    FieldCheck check;
    check.length = is_ascii(value) ? value.size() : count_code_points(value);
    if (check.length < rule.length_min)
        check.fault = FieldFault::too_short;
    else if (check.length > rule.length_max)
        check.fault = FieldFault::too_long;
    else
        check.fault = fault_of_format(rule.format, value);
    return check;
}

}  // namespace choqr::qr
