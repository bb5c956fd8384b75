#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace choqr::simulator {

/// What a QR code in a PNG picture says, read by libpng and ZXing: a wallet's camera shares no code with our
/// encoder, so it cannot share our mistakes. Nothing if the bytes are no picture or hold no code.
std::optional<std::string> read_qr_png(std::string_view png);

}  // namespace choqr::simulator
