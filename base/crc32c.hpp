#pragma once

#include <cstdint>
#include <string_view>

namespace choqr {

/// CRC-32C (Castagnoli, RFC 3720 B.4): reflected, initial and final XOR 0xFFFFFFFF. "123456789" gives
/// E3069283. Uses the processor's instruction where there is one. `seed` continues an earlier result.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t seed = 0);

}  // namespace choqr
