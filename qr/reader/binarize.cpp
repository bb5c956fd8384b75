#include "qr_reader/binarize.hpp"

#include <algorithm>
#include <span>

namespace choqr::qr_reader {
namespace {

constexpr int block = 8;
constexpr int blocks_around = 2;                           // On each side.
constexpr int side_min = block * (2 * blocks_around + 1);  // Below it the whole picture has one threshold.
constexpr int contrast_min = 24;                           // Less is noise on one shade, not two shades.

// The darkness of each block of a picture, with what lies below it black.
struct Blocks {
    int columns, rows;
    std::vector<int> darkness;

    int at(int column, int row) const {
        return darkness[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
                        static_cast<std::size_t>(column)];
    }
};

struct Shades {
    int least = 255, most = 0, sum = 0;
};

Shades shades_of(const Grey& grey, int left, int top) {
    Shades shades;
    for (int y = top; y < top + block; ++y)
        for (const auto pixel : std::span{grey.row(y) + left, block}) {
            shades.sum += pixel;
            shades.least = std::min<int>(shades.least, pixel);
            shades.most = std::max<int>(shades.most, pixel);
        }
    return shades;
}

// A block of one shade is taken for background unless those before it, which had both shades, say that it is
// dark.
int darkness_of(const Blocks& blocks, const Shades& shades, int column, int row) {
    if (shades.most - shades.least > contrast_min) return shades.sum / (block * block);
    if (column == 0 || row == 0) return shades.least / 2;
    const int before =
        (blocks.at(column, row - 1) + 2 * blocks.at(column - 1, row) + blocks.at(column - 1, row - 1)) / 4;
    return shades.least < before ? before : shades.least / 2;
}

// The last block of a row or column ends with the picture and so overlaps the one before it.
int begin_of(int place, int length) { return std::min(place * block, length - block); }

Blocks darkness_of(const Grey& grey) {
    Blocks blocks{(grey.width + block - 1) / block, (grey.height + block - 1) / block, {}};
    blocks.darkness.resize(pixels_of(blocks.columns, blocks.rows));
    auto next = blocks.darkness.begin();
    for (int row = 0; row < blocks.rows; ++row)
        for (int column = 0; column < blocks.columns; ++column)
            *next++ =
                darkness_of(blocks, shades_of(grey, begin_of(column, grey.width), begin_of(row, grey.height)),
                            column, row);
    return blocks;
}

int threshold_of(const Blocks& blocks, int column, int row) {
    const int middle_column = std::clamp(column, blocks_around, blocks.columns - 1 - blocks_around);
    const int middle_row = std::clamp(row, blocks_around, blocks.rows - 1 - blocks_around);
    int sum = 0;
    for (int y = middle_row - blocks_around; y <= middle_row + blocks_around; ++y)
        for (int x = middle_column - blocks_around; x <= middle_column + blocks_around; ++x)
            sum += blocks.at(x, y);
    return sum / ((2 * blocks_around + 1) * (2 * blocks_around + 1));
}

Grey by_one_threshold(const Grey& grey) {
    const auto [least, most] = std::ranges::minmax(grey.pixels);
    const int threshold = (least + most) / 2;
    auto bits = blank(grey.width, grey.height);
    std::ranges::transform(grey.pixels, bits.pixels.begin(),
                           [threshold](std::uint8_t pixel) { return pixel <= threshold ? 0 : 255; });
    return bits;
}

}  // namespace

Grey binarize(const Grey& grey) {
    if (grey.width < side_min || grey.height < side_min) return by_one_threshold(grey);
    const auto blocks = darkness_of(grey);
    auto bits = blank(grey.width, grey.height);
    for (int row = 0; row < blocks.rows; ++row)
        for (int column = 0; column < blocks.columns; ++column) {
            const int threshold = threshold_of(blocks, column, row);
            const int left = begin_of(column, grey.width), top = begin_of(row, grey.height);
            for (int y = top; y < top + block; ++y) {
                const auto* from = grey.row(y) + left;
                std::transform(from, from + block, bits.row(y) + left,
                               [threshold](std::uint8_t pixel) { return pixel <= threshold ? 0 : 255; });
            }
        }
    return bits;
}

Grey inverted(const Grey& grey) {
    auto other = grey;
    for (auto& pixel : other.pixels) pixel = static_cast<std::uint8_t>(255 - pixel);
    return other;
}

Grey third_of(const Grey& grey) {
    auto small = blank(grey.width / 3, grey.height / 3);
    for (int y = 0; y < small.height; ++y) {
        auto* into = small.row(y);
        for (int x = 0; x < small.width; ++x) {
            int sum = 4;  // Half of nine, to round.
            for (int line = 0; line < 3; ++line) {
                const auto* from = grey.row(3 * y + line) + 3 * x;
                sum += from[0] + from[1] + from[2];
            }
            into[x] = static_cast<std::uint8_t>(sum / 9);
        }
    }
    return small;
}

}  // namespace choqr::qr_reader
