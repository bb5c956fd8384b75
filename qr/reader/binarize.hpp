#pragma once

#include "qr_reader/grey.hpp"

namespace choqr::qr_reader {

/// Black where a pixel is darker than its surroundings, white elsewhere, and nothing between: 0 and 255. The
/// scheme of ZXing's own binarizer (its threshold is the mean of 5 × 5 blocks of 8 × 8 pixels), done here so
/// that what ZXing will meet can be counted before it is asked.
Grey binarize(const Grey& grey);

/// Dark for light.
Grey inverted(const Grey& grey);

/// A third of the sides, each pixel the mean of nine.
Grey third_of(const Grey& grey);

}  // namespace choqr::qr_reader
