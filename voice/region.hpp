#pragma once

#include <cstdint>

namespace choqr::voice {

/// "nghìn, linh" in the north, "ngàn, lẻ" in the south.
enum class Region : std::uint8_t { north, south };

}  // namespace choqr::voice
