#include "qr/card_number.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/text.hpp"

namespace choqr::qr {
namespace {

constexpr std::size_t digits_min = 13, digits_max = 19;  // ISO/IEC 7812-1.
constexpr std::size_t gap_max = 3;                       // " - " between two groups.

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

int leading_number(std::string_view digits, std::size_t count) {
    int number = 0;
    for (const char c : digits.substr(0, count)) number = number * 10 + (c - '0');
    return number;
}

bool begins_like_a_card(std::string_view digits) {
    const auto two = leading_number(digits, 2), four = leading_number(digits, 4);
    const bool diners = two == 30 || two == 36 || two == 38 || two == 39;
    switch (digits.size()) {
        case 13:
            return digits.front() == '4';
        case 14:
            return diners;
        case 15:
            return two == 34 || two == 37;
        case 16:
        case 17:
        case 18:
        case 19:
            break;
        default:
            return false;
    }
    return four == 9704 || (digits.front() >= '4' && digits.front() <= '6') ||
           (four >= 2200 && four <= 2720) || two == 35 || two == 81 || diners;
}

bool is_of_a_bank_with_such_accounts(std::string_view digits, std::optional<Bin> bank) {
    return bank && ((digits.size() == 13 && bank->text() == "970405") ||
                    (digits.size() == 14 && bank->text() == "970418"));
}

std::string masked_with(std::string_view account, char mask) {
    std::string masked{account};
    if (looks_like_card_number(account)) std::fill(masked.begin() + 6, masked.end() - 4, mask);
    return masked;
}

struct Digit {
    std::size_t begin, bytes;  ///< Where it stands in the text.
    char value;
};
/// Digits with nothing between them.
struct Group {
    std::size_t first, count;  ///< In Scan::digits.
    bool begins_chain;         ///< More than a gap stands before it.
    bool after_letter, before_letter;
};

// Between two groups of one number. Invisible characters too: who looks at the text sees the number.
bool is_gap(std::uint32_t c) {
    if (c < 0x80) return c == ' ' || c == '-' || c == '.' || c == ',' || c == '_' || c == '/' || c == '\t';
    return c == 0xA0 || c == 0xAD || c == 0xB7 || c == 0x1680 || (c >= 0x2000 && c <= 0x2015) ||
           c == 0x2022 || c == 0x202F || c == 0x205F || c == 0x2060 || c == 0x2212 || c == 0x3000 ||
           c == 0xFEFF || c == 0xFF0D || c == 0xFF0E;
}

bool is_letter(std::uint32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xC0; }

/// The digits of a text and the groups that they stand in, as chains: in one chain there are only gaps
/// between groups.
class Scan {
public:
    explicit Scan(std::string_view text) {
        for (auto rest = text; !rest.empty();) {
            const auto begin = text.size() - rest.size();
            const auto c = take_code_point(rest);
            if (const auto value = digit_value(c))
                add({begin, text.size() - rest.size() - begin, static_cast<char>('0' + *value)});
            else
                pass(c);
        }
    }

    std::vector<Digit> digits;
    std::vector<Group> groups;

private:
    void add(Digit digit) {
        if (groups.empty() || gap_ > 0 || broken_)
            groups.push_back({digits.size(), 0, broken_, after_letter_, false});
        ++groups.back().count;
        digits.push_back(digit);
        broken_ = after_letter_ = false;
        gap_ = 0;
    }

    void pass(std::uint32_t c) {
        const bool gap = is_gap(c);
        if (gap_ == 0 && !broken_ && !gap && is_letter(c)) groups.back().before_letter = true;
        broken_ = broken_ || !gap || ++gap_ > gap_max;
        after_letter_ = !gap && is_letter(c);
    }

    std::size_t gap_ = 0;
    bool broken_ = true, after_letter_ = false;
};

// One run, or fours of which only the last may be shorter; beside no letter.
bool stands_alone(std::span<const Group> groups) {
    if (groups.front().after_letter || groups.back().before_letter) return false;
    const auto fours = groups.first(groups.size() - 1);
    return groups.size() == 1 ||
           (groups.back().count <= 4 &&
            std::ranges::all_of(fours, [](const Group& group) { return group.count == 4; }));
}

bool is_card(const Scan& scan, std::span<const Group> groups) {
    const auto first = groups.front().first, count = groups.back().first + groups.back().count - first;
    if (count < digits_min || count > digits_max) return false;
    std::array<char, digits_max> copy{};
    std::transform(scan.digits.begin() + static_cast<std::ptrdiff_t>(first),
                   scan.digits.begin() + static_cast<std::ptrdiff_t>(first + count), copy.begin(),
                   [](const Digit& digit) { return digit.value; });
    const std::string_view digits{copy.data(), count};
    return passes_luhn(digits) &&
           (begins_like_a_card(digits) || (digits.front() != '0' && stands_alone(groups)));
}

// Most texts have too few digits in a row, which is seen without taking them apart. What is not ASCII counts
// as a digit here.
bool has_digits_enough(std::string_view text) {
    std::size_t digits = 0, gap = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_digit(c) || byte >= 0xC0) {
            if (++digits == digits_min) return true;
            gap = 0;
        } else if (byte < 0x80 && (!is_gap(byte) || ++gap > gap_max)) {
            digits = gap = 0;
        }
    }
    return false;
}

/// Calls `found` with the digits of each card number, the longest reading of each place: an amount or a date
/// may follow
/// ("9704 0311 0123 4567 200 000").
template <class Found>
void each_card(const Scan& scan, Found found) {
    const std::span<const Group> groups{scan.groups};
    for (std::size_t first = 0; first < groups.size();) {
        auto end = first + 1;
        while (end < groups.size() && end < first + digits_max && !groups[end].begins_chain) ++end;
        while (end > first && !is_card(scan, groups.subspan(first, end - first))) --end;
        if (end > first)
            found(std::span{scan.digits}.subspan(
                groups[first].first, groups[end - 1].first + groups[end - 1].count - groups[first].first));
        first = std::max(first + 1, end);
    }
}

}  // namespace

bool passes_luhn(std::string_view digits) {
    int sum = 0;
    bool doubled = false;
    for (auto c = digits.rbegin(); c != digits.rend(); ++c, doubled = !doubled) {
        if (!is_digit(*c)) return false;
        const int value = (*c - '0') * (doubled ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return !digits.empty() && sum % 10 == 0;
}

bool looks_like_card_number(std::string_view digits, std::optional<Bin> bank) {
    return digits.size() >= digits_min && std::ranges::all_of(digits, is_digit) &&
           begins_like_a_card(digits) && passes_luhn(digits) &&
           !is_of_a_bank_with_such_accounts(digits, bank);
}

std::string mask_card_number(std::string_view account) { return masked_with(account, '*'); }
std::string letters_for_card_number(std::string_view account) { return masked_with(account, 'X'); }

bool holds_card_number(std::string_view text) {
    if (!has_digits_enough(text)) return false;
    bool holds = false;
    each_card(Scan{text}, [&holds](std::span<const Digit>) { holds = true; });
    return holds;
}

std::string mask_card_numbers_in(std::string_view text) {
    std::string masked{text};
    if (!has_digits_enough(text)) return masked;
    const Scan scan{text};
    std::vector<Digit> hidden;
    each_card(scan, [&hidden](std::span<const Digit> digits) {
        hidden.insert(hidden.end(), digits.begin() + 6, digits.end() - 4);
    });
    for (auto digit = hidden.rbegin(); digit != hidden.rend(); ++digit)
        masked.replace(digit->begin, digit->bytes, 1, '*');
    return masked;
}

}  // namespace choqr::qr
