#include <array>
#include <bit>
#include <optional>

#include "qr_reader/unpack.hpp"

// BMP by hand: the uncompressed form is rows of pixels behind a header, and every number in it is checked
// before it is used (docs/decisions/0211). Microsoft's "Bitmap Storage" names the fields.
namespace choqr::qr_reader {
namespace {

constexpr std::size_t file_header_bytes = 14, core_header_bytes = 12, info_header_bytes = 40,
                      header_with_alpha_bytes = 56;
constexpr std::uint32_t uncompressed = 0, bit_fields = 3;

// Where a colour stands in a pixel of 16 or 32 bits, brought to 0 to 255.
struct Mask {
    std::uint32_t bits = 0;

    unsigned of(std::uint32_t pixel) const {
        if (bits == 0) return 0;
        const auto value = std::uint64_t{pixel & bits} >> std::countr_zero(bits);
        const auto most = std::uint64_t{bits} >> std::countr_zero(bits);
        return static_cast<unsigned>(value * 255 / most);
    }
};

class BmpFile {
public:
    BmpFile(std::string_view bytes, Background background) : bytes_{bytes}, background_{background} {}

    Unpacked unpack() {
        if (!read_header()) return Problem::broken;
        if (!within_sides(width_, height_)) return Problem::too_large;
        const auto width = static_cast<int>(width_), height = static_cast<int>(height_);
        if (pixels_of(width, height) > picture_pixels_max) return Problem::too_large;
        if (!read_colours()) return Problem::broken;
        // Rows fill whole groups of four bytes. All of them must be there before room is made for what they
        // say.
        row_bytes_ = (static_cast<std::size_t>(width) * depth_ + 31) / 32 * 4;
        if (first_row_ > bytes_.size() ||
            (bytes_.size() - first_row_) / row_bytes_ < static_cast<std::size_t>(height))
            return Problem::broken;
        auto grey = blank(width, height);
        grey.transparent = opacity_.bits != 0;
        for (int y = 0; y < height; ++y)
            unpack_row(grey.row(y), width, static_cast<std::size_t>(top_down_ ? y : height - 1 - y));
        return grey;
    }

private:
    std::optional<std::uint32_t> number(std::size_t at, std::size_t size) const {
        if (at > bytes_.size() || bytes_.size() - at < size) return std::nullopt;
        std::uint32_t value = 0;
        for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes_[at + i]);
        return value;
    }
    std::uint32_t number_or_0(std::size_t at, std::size_t size) const { return number(at, size).value_or(0); }

    bool read_header() {
        if (bytes_.size() < file_header_bytes + core_header_bytes) return false;
        first_row_ = number_or_0(10, 4);
        header_bytes_ = number_or_0(14, 4);
        if (header_bytes_ == core_header_bytes) {
            width_ = number_or_0(18, 2);
            height_ = number_or_0(20, 2);
            depth_ = number_or_0(24, 2);
            return true;
        }
        if (header_bytes_ < info_header_bytes || bytes_.size() < file_header_bytes + info_header_bytes)
            return false;
        width_ = static_cast<std::int32_t>(number_or_0(18, 4));
        height_ = static_cast<std::int32_t>(number_or_0(22, 4));
        top_down_ = height_ < 0;
        if (top_down_) height_ = -height_;
        depth_ = number_or_0(28, 2);
        compression_ = number_or_0(30, 4);
        return compression_ == uncompressed || compression_ == bit_fields;
    }

    bool read_colours() {
        switch (depth_) {
            case 1:
            case 4:
            case 8:
                return compression_ == uncompressed && read_palette();
            case 16:
                masks_ = {{{0x7C00}, {0x03E0}, {0x001F}}};
                break;
            case 24:
                return compression_ == uncompressed;
            case 32:
                masks_ = {{{0xFF0000}, {0xFF00}, {0xFF}}};
                break;
            default:
                return false;
        }
        if (compression_ != bit_fields) return true;
        for (std::size_t i = 0; i < masks_.size(); ++i)
            masks_[i].bits = number_or_0(file_header_bytes + info_header_bytes + i * 4, 4);
        if (header_bytes_ >= header_with_alpha_bytes)
            opacity_.bits = number_or_0(file_header_bytes + info_header_bytes + 12, 4);
        return true;
    }

    bool read_palette() {
        const bool core = header_bytes_ == core_header_bytes;
        const std::size_t entry = core ? 3 : 4;
        const std::size_t at = file_header_bytes + header_bytes_;
        std::size_t count = core ? 0 : number_or_0(46, 4);
        if (count == 0 || count > std::size_t{1} << depth_) count = std::size_t{1} << depth_;
        for (std::size_t i = 0; i < count; ++i) {
            const auto colour = number(at + i * entry, 3);
            if (!colour) return false;
            shades_[i] = grey_of(*colour >> 16, *colour >> 8 & 0xFF, *colour & 0xFF);
        }
        return true;
    }

    void unpack_row(std::uint8_t* into, int width, std::size_t place) const {
        const auto row = first_row_ + place * row_bytes_;
        for (int x = 0; x < width; ++x) {
            const auto bit = static_cast<std::size_t>(x) * depth_;
            const auto at = row + bit / 8;
            const std::size_t byte = static_cast<unsigned char>(bytes_[at]);
            if (depth_ < 8)
                into[x] = shades_[byte >> (8 - depth_ - bit % 8) & ((std::size_t{1} << depth_) - 1)];
            else if (depth_ == 8)
                into[x] = shades_[byte];
            else
                into[x] = grey_of_pixel(at);
        }
    }

    std::uint8_t grey_of_pixel(std::size_t at) const {
        const auto pixel = number_or_0(at, depth_ / 8);
        if (depth_ == 24) return grey_of(pixel >> 16, pixel >> 8 & 0xFF, pixel & 0xFF);
        const auto grey = grey_of(masks_[0].of(pixel), masks_[1].of(pixel), masks_[2].of(pixel));
        return opacity_.bits == 0 ? grey : over(background_, grey, opacity_.of(pixel));
    }

    std::string_view bytes_;
    Background background_;
    std::size_t first_row_ = 0, header_bytes_ = 0, row_bytes_ = 0, depth_ = 0;
    std::uint32_t compression_ = uncompressed;
    std::int64_t width_ = 0, height_ = 0;
    bool top_down_ = false;
    std::array<std::uint8_t, 256> shades_{};  // What the palette does not have is black.
    std::array<Mask, 3> masks_{};             // Red, green, blue.
    Mask opacity_{};
};

}  // namespace

Unpacked unpack_bmp(std::string_view bytes, Background background) {
    return BmpFile{bytes, background}.unpack();
}

}  // namespace choqr::qr_reader
