#include "access/tokens.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/encoding.hpp"

namespace choqr::gateway {
namespace {

constexpr std::string_view prefix = "choqr_";

}  // namespace

std::string make_token(world::Random& random) {
    std::array<std::uint8_t, 32> bytes{};
    random.fill(bytes);
    return std::string{prefix} + to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

bool is_token(std::string_view text) {
    constexpr std::size_t digits = 64;
    if (text.size() != prefix.size() + digits || !text.starts_with(prefix)) return false;
    const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return std::ranges::all_of(text.substr(prefix.size()), is_digit);
}

}  // namespace choqr::gateway
