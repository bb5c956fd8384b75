#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "qr_reader/picture_reader.hpp"

namespace choqr::qr_reader {

/// A picture's brightness, row by row from the top: 0 is black, 255 white.
struct Grey {
    int width = 0;
    int height = 0;
    bool transparent =
        false;  ///< The picture says how much is seen through it: on another background it is another one.
    std::vector<std::uint8_t> pixels{};

    const std::uint8_t* row(int y) const {
        return pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
    }
    std::uint8_t* row(int y) {
        return pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
    }
};

/// What a picture lies on where it is transparent.
enum class Background : std::uint8_t { black = 0, white = 255 };

constexpr std::size_t pixels_of(int width, int height) {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
}

/// False for sides that no honest picture has. Takes what a file says, before anything is computed from it.
constexpr bool within_sides(std::int64_t width, std::int64_t height) {
    return width > 0 && height > 0 && width <= picture_side_max && height <= picture_side_max;
}

/// White, of these sides; they are within the limits.
inline Grey blank(int width, int height) {
    return {width, height, false, std::vector<std::uint8_t>(pixels_of(width, height), 255)};
}

/// As the eye weighs colours (Rec. 601), in 1/256.
constexpr std::uint8_t grey_of(unsigned red, unsigned green, unsigned blue) {
    return static_cast<std::uint8_t>((red * 77 + green * 150 + blue * 29) >> 8);
}

/// `grey` seen through `opacity` (255: not at all transparent) on a background.
constexpr std::uint8_t over(Background background, unsigned grey, unsigned opacity) {
    return static_cast<std::uint8_t>((grey * opacity + static_cast<unsigned>(background) * (255 - opacity)) /
                                     255);
}

}  // namespace choqr::qr_reader
