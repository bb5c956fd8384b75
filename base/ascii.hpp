#pragma once

#include <algorithm>
#include <string_view>

// Letters of ASCII alone, whatever the machine's language: names of header fields, hosts, schemes.
namespace choqr {

/// 'A' to 'Z' become 'a' to 'z'; every other byte stays.
constexpr char to_lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr bool equal_ignoring_case(std::string_view one, std::string_view other) {
    return std::ranges::equal(one, other, {}, to_lower_ascii, to_lower_ascii);
}

}  // namespace choqr
