#include "pictures/raster.hpp"

#include <cstdio>  // jpeglib.h needs FILE and does not say so.

#include <jpeglib.h>
#include <png.h>

#include <cstdlib>
#include <memory>

#include "base/assert.hpp"

namespace choqr::pictures {
namespace {

void append_bytes(png_structp png, png_bytep data, png_size_t size) {
    static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(data), size);
}
void nothing_to_flush(png_structp) {}

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
    png_set_IHDR(png, info, static_cast<png_uint_32>(picture.width), static_cast<png_uint_32>(picture.height), 4, PNG_COLOR_TYPE_GRAY,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
    png_set_compression_level(png, 6);
    png_write_info(png, info);
    for (int y = 0; y < picture.height; ++y) png_write_row(png, packed_row(picture, y).data());
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return out;
}

std::string to_jpeg(const Grey& picture) {
    jpeg_compress_struct jpeg;
    jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    unsigned char* data = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&jpeg, &data, &size);
    jpeg.image_width = static_cast<JDIMENSION>(picture.width);
    jpeg.image_height = static_cast<JDIMENSION>(picture.height);
    jpeg.input_components = 1;
    jpeg.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, 90, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    for (int y = 0; y < picture.height; ++y) {
        // jpeg_write_scanlines takes a pointer to mutable bytes and leaves them as they are.
        auto* row = const_cast<JSAMPLE*>(picture.pixels.data()) + static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width);
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    const std::unique_ptr<unsigned char, decltype(&std::free)> owner{data, &std::free};
    return {reinterpret_cast<const char*>(data), size};
}

}  // namespace choqr::pictures
