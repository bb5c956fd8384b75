#pragma once

#include <chrono>
#include <cstddef>

#include "qr_reader/grey.hpp"

namespace choqr::qr_reader {

/// What ZXing would meet in a picture of black and white. It looks at every third row for 1:1:3:1:1, follows
/// each such place in four directions, and then weighs every three of the finder patterns against each other:
/// the cube of their number, minutes for a file of one kilobyte. A photograph has dozens.
struct Crowd {
    std::size_t finders =
        0;  ///< Places that are 1:1:3:1:1 across and down; counting ends one above finders_max.
    std::size_t followed_px =
        0;  ///< Widths of all that must be followed; counting ends above followed_px_max.

    static constexpr std::size_t finders_max = 250;
    /// An upper estimate of the processor ZXing needs for `pixels` with such a crowd.
    std::chrono::nanoseconds cost(std::size_t pixels) const;
};

Crowd crowd_of(const Grey& bits);

}  // namespace choqr::qr_reader
