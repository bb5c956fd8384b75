#include "merchants/natural_order.hpp"

#include <algorithm>

#include "base/fold.hpp"

namespace choqr::merchants {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string folded_lower(std::string_view text) {
    auto folded = fold_to_ascii(text);
    for (char& c : folded)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return folded;
}

/// The digits at the front without leading zeros; `text` moves behind them.
std::string_view take_number(std::string_view& text) {
    std::size_t end = 0;
    while (end < text.size() && is_digit(text[end])) ++end;
    auto number = text.substr(0, end);
    text.remove_prefix(end);
    while (number.size() > 1 && number.front() == '0') number.remove_prefix(1);
    return number;
}

}  // namespace

// Each number becomes '0', so that it sorts among characters as digits do, its length as a byte, and its
// digits: a longer one sorts later.
std::string natural_key(std::string_view text) {
    const auto folded = folded_lower(text);
    std::string key;
    for (std::string_view rest = folded; !rest.empty();) {
        if (!is_digit(rest.front())) {
            key += rest.front();
            rest.remove_prefix(1);
            continue;
        }
        const auto number = take_number(rest);
        key += '0';
        key += static_cast<char>(std::min<std::size_t>(number.size(), 127));
        key += number;
    }
    return key;
}

bool natural_less(std::string_view a, std::string_view b) {
    const auto key_a = natural_key(a), key_b = natural_key(b);
    return key_a != key_b ? key_a < key_b : a < b;
}

}  // namespace choqr::merchants
