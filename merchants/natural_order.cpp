#include "merchants/natural_order.hpp"

#include <string>

#include "qr/fold.hpp"

namespace choqr::merchants {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string folded_lower(std::string_view text) {
    auto folded = qr::fold_to_ascii(text);
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

int compare_numbers(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
    return a.compare(b);
}

int compare_naturally(std::string_view a, std::string_view b) {
    while (!a.empty() && !b.empty()) {
        if (is_digit(a.front()) && is_digit(b.front())) {
            if (const int order = compare_numbers(take_number(a), take_number(b)); order != 0) return order;
            continue;
        }
        if (a.front() != b.front()) return static_cast<unsigned char>(a.front()) < static_cast<unsigned char>(b.front()) ? -1 : 1;
        a.remove_prefix(1);
        b.remove_prefix(1);
    }
    return (a.empty() ? 0 : 1) - (b.empty() ? 0 : 1);
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
    const int order = compare_naturally(folded_lower(a), folded_lower(b));
    return order != 0 ? order < 0 : a < b;
}

}  // namespace choqr::merchants
