#pragma once

#include <cstdint>
#include <string>
#include <vector>

// Grey pictures into files. Private to pictures.
namespace choqr::pictures {

/// 8-bit grey, row by row from the top, 0 is black.
struct Grey {
    int width;
    int height;
    std::vector<std::uint8_t> pixels;
};

/// A PNG of 16 greys: text needs no more, and the file is half as large.
std::string to_png(const Grey& picture);
/// A JPEG of quality 90.
std::string to_jpeg(const Grey& picture);

}  // namespace choqr::pictures
