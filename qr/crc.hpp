#pragma once

#include <cstdint>
#include <string_view>

namespace choqr::qr {

/// CRC-16/CCITT-FALSE (ISO/IEC 13239 as EMVCo uses it): polynomial 0x1021, initial 0xFFFF, no reflection, no
/// final XOR. "123456789" gives 29B1; no bytes give FFFF.
std::uint16_t crc16(std::string_view bytes);

}  // namespace choqr::qr
