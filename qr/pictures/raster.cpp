#include "pictures/raster.hpp"

#include <png.h>
#include <turbojpeg.h>

#include <memory>

#include "base/assert.hpp"

namespace choqr::pictures {
namespace {

void append_bytes(png_structp png, png_bytep data, png_size_t size) {
    static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(data), size);
}
void nothing_to_flush(png_structp) {}

struct FreeTurbo {
    void operator()(void* handle) const { tjDestroy(handle); }
};

// Two pixels a byte, the left one in the upper half.
std::vector<png_byte> packed_row(const Grey& picture, int y) {
    std::vector<png_byte> row(static_cast<std::size_t>((picture.width + 1) / 2));
    for (int x = 0; x < picture.width; ++x) {
        const auto grey = picture.pixels[static_cast<std::size_t>(y * picture.width + x)] >> 4;
        row[static_cast<std::size_t>(x / 2)] |= static_cast<png_byte>(x % 2 == 0 ? grey << 4 : grey);
    }
    return row;
}

}  // namespace

std::string to_png(const Grey& picture) {
    std::string out;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    CHOQR_ASSERT(png != nullptr, "libpng has memory for a small picture");
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &out, append_bytes, nothing_to_flush);
    png_set_IHDR(png, info, static_cast<png_uint_32>(picture.width), static_cast<png_uint_32>(picture.height),
                 4, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
    png_set_compression_level(png, 6);
    png_write_info(png, info);
    for (int y = 0; y < picture.height; ++y) png_write_row(png, packed_row(picture, y).data());
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return out;
}

std::string to_jpeg(const Grey& picture) {
    const std::unique_ptr<void, FreeTurbo> turbo{tjInitCompress()};
    CHOQR_ASSERT(turbo != nullptr, "libjpeg-turbo has memory for a small picture");
    unsigned char* data = nullptr;
    unsigned long size = 0;
    const int outcome = tjCompress2(turbo.get(), picture.pixels.data(), picture.width, 0, picture.height,
                                    TJPF_GRAY, &data, &size, TJSAMP_GRAY, 90, 0);
    const std::unique_ptr<unsigned char, decltype(&tjFree)> owner{data, &tjFree};
    CHOQR_ASSERT(outcome == 0, "a grey picture of our own can be compressed");
    return {reinterpret_cast<const char*>(data), size};
}

}  // namespace choqr::pictures
