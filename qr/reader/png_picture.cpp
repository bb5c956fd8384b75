#include <png.h>

#include "qr_reader/unpack.hpp"

namespace choqr::qr_reader {
namespace {

// libpng's simplified interface: it catches its own errors, so that no longjmp crosses our frames.
class PngFile {
public:
    explicit PngFile(std::string_view bytes) {
        image_.version = PNG_IMAGE_VERSION;
        good_ = png_image_begin_read_from_memory(&image_, bytes.data(), bytes.size()) != 0;
    }
    ~PngFile() { png_image_free(&image_); }
    PngFile(const PngFile&) = delete;
    PngFile& operator=(const PngFile&) = delete;

    Unpacked unpack(Background background, std::size_t pixels_max) {
        if (!good_) return Problem::broken;
        const std::int64_t width = image_.width, height = image_.height;
        if (!within_sides(width, height)) return Problem::too_large;
        if (pixels_of(static_cast<int>(width), static_cast<int>(height)) > pixels_max)
            return Problem::too_large;
        auto grey = blank(static_cast<int>(width), static_cast<int>(height));
        grey.transparent = (image_.format & PNG_FORMAT_FLAG_ALPHA) != 0;
        image_.format = PNG_FORMAT_GRAY;
        const auto shade = static_cast<png_byte>(background);
        const png_color behind{shade, shade, shade};
        if (png_image_finish_read(&image_, &behind, grey.pixels.data(), 0, nullptr) == 0)
            return Problem::broken;
        return grey;
    }

private:
    png_image image_{};
    bool good_ = false;
};

// Sixteen bits a colour cost twice as much as eight, and seven interlaced passes twice as much as one. Both
// stand in the first chunk, which libpng wants there (PNG, 11.2.2): depth, colour, compression, filter,
// interlace.
std::size_t pixels_max_of(std::string_view bytes) {
    if (bytes.size() < 29) return picture_pixels_max;
    const bool deep = bytes[24] == 16, interlaced = bytes[28] != 0;
    return picture_pixels_max / (deep ? 2 : 1) / (interlaced ? 2 : 1);
}

}  // namespace

Unpacked unpack_png(std::string_view bytes, Background background) {
    return PngFile{bytes}.unpack(background, pixels_max_of(bytes));
}

}  // namespace choqr::qr_reader
