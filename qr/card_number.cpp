#include "qr/card_number.hpp"

#include <algorithm>
#include <vector>

namespace choqr::qr {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

int leading_number(std::string_view digits, std::size_t count) {
    int number = 0;
    for (const char c : digits.substr(0, count)) number = number * 10 + (c - '0');
    return number;
}

bool begins_like_a_card(std::string_view digits) {
    const auto two = leading_number(digits, 2);
    if (digits.size() == 15) return two == 34 || two == 37;
    if (digits.size() < 16 || digits.size() > 19) return false;
    const auto four = leading_number(digits, 4);
    return four == 9704 || digits.front() == '4' || (two >= 51 && two <= 55) || (four >= 2221 && four <= 2720) || two == 35 ||
           two == 62;
}

// The places of the digits of one number that starts at `begin`: single spaces and hyphens between digits belong to it.
std::vector<std::size_t> digit_places(std::string_view text, std::size_t begin) {
    std::vector<std::size_t> places;
    for (auto i = begin; i < text.size(); ++i) {
        if (is_digit(text[i])) places.push_back(i);
        else if ((text[i] != ' ' && text[i] != '-') || i + 1 == text.size() || !is_digit(text[i + 1])) break;
    }
    return places;
}

void mask_places(std::string& text, const std::vector<std::size_t>& places) {
    for (std::size_t i = 6; i + 4 < places.size(); ++i) text[places[i]] = '*';
}

// Do the first `count` digits end where a group of digits ends?
bool ends_a_group(const std::vector<std::size_t>& places, std::size_t count) {
    return count == places.size() || places[count] != places[count - 1] + 1;
}

// Masks the number that starts at `begin`, if it is a card's: the longest reading that ends with a group of digits, since
// an amount or a date may follow ("9704 0311 0123 4567 200 000"). The place to go on from.
std::size_t mask_one_number(std::string& text, std::size_t begin) {
    auto places = digit_places(text, begin);
    std::string digits;
    for (const auto place : places) digits += text[place];
    for (auto count = places.size(); count >= 15; --count) {
        if (!ends_a_group(places, count) || !looks_like_card_number(std::string_view{digits}.substr(0, count))) continue;
        places.resize(count);
        mask_places(text, places);
        return places.back() + 1;
    }
    auto next = begin;
    while (next < text.size() && is_digit(text[next])) ++next;
    return next;
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

bool looks_like_card_number(std::string_view digits) {
    return digits.size() >= 15 && std::ranges::all_of(digits, is_digit) && begins_like_a_card(digits) && passes_luhn(digits);
}

std::string mask_card_number(std::string_view account) {
    std::string masked{account};
    if (looks_like_card_number(account)) std::fill(masked.begin() + 6, masked.end() - 4, '*');
    return masked;
}

std::string mask_card_numbers_in(std::string_view text) {
    std::string masked{text};
    for (std::size_t i = 0; i < masked.size();) i = is_digit(masked[i]) ? mask_one_number(masked, i) : i + 1;
    return masked;
}

}  // namespace choqr::qr
