#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "world/random.hpp"

namespace choqr::gateway {

/// So many bytes by chance.
template <std::size_t Size>
std::string chance(world::Random& random) {
    std::array<std::uint8_t, Size> bytes{};
    random.fill(bytes);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace choqr::gateway
