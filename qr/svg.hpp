#pragma once

#include <string>

#include "qr/symbol.hpp"

namespace choqr::qr {

/// A stand-alone SVG document: white ground, one black path, one module is two units, quiet zone included.
/// `pixels` is the width and height written into the document; 0 leaves them out, so that the page decides.
/// Below 6 KB for payloads of up to 280 characters in byte mode; VietQR codes have 90 to 190.
std::string to_svg(const Symbol& symbol, int pixels = 0);

/// The value of the path's `d` alone: strokes of width 2 over the dark modules, shifted by the quiet zone.
std::string svg_path(const Symbol& symbol);

}  // namespace choqr::qr
