#pragma once

#include <string>

#include "qr/symbol.hpp"

namespace choqr::qr {

/// The largest whole number of pixels per module with which the symbol and its quiet zone fit into `pixels`;
/// 0 if none does.
int module_pixels(const Symbol& symbol, int pixels);

/// A black-and-white PNG (1 bit grey) with `per_module` pixels a module, quiet zone included. `per_module` is
/// 1 to 100.
std::string to_png(const Symbol& symbol, int per_module = 8);

/// A PNG of exactly `pixels` × `pixels`: modules of a whole number of pixels (a fractional module blurs the
/// edges that scanners look for), centred, the rest white. Empty if `pixels` is less than one pixel a module
/// or above 10,000.
std::string to_png_of_size(const Symbol& symbol, int pixels);

}  // namespace choqr::qr
