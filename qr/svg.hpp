#pragma once

#include <string>

#include "qr/symbol.hpp"

namespace choqr::qr {

/// A stand-alone SVG document: white ground, one black path, one module is one unit, quiet zone included. `pixels` is the
/// width and height written into the document; 0 leaves them out, so that the page decides. A payload of up to 190
/// characters, longer than any in practice, stays below 6 KB.
std::string to_svg(const Symbol& symbol, int pixels = 0);

/// The value of the path's `d` alone: the dark modules, shifted by the quiet zone.
std::string svg_path(const Symbol& symbol);

}  // namespace choqr::qr
