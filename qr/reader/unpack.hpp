#pragma once

#include <string_view>

#include "qr_reader/grey.hpp"

// One function for each kind of picture file; each in a file of its own. All refuse by the sides that the
// file names, before room is made, and keep no more than picture_pixels_max of a picture; where a kind costs
// more a pixel, less.
namespace choqr::qr_reader {

using Unpacked = std::variant<Grey, Problem>;

/// The kind by its first bytes, whatever a caller calls it.
Unpacked unpack(std::string_view bytes, Background background);

Unpacked unpack_png(std::string_view bytes, Background background);
Unpacked unpack_jpeg(std::string_view bytes);
/// Still ones; an animated one is broken here.
Unpacked unpack_webp(std::string_view bytes, Background background);
/// The first frame, by itself.
Unpacked unpack_gif(std::string_view bytes, Background background);
/// Uncompressed ones of 1, 4, 8, 16, 24 and 32 bits.
Unpacked unpack_bmp(std::string_view bytes, Background background);

}  // namespace choqr::qr_reader
