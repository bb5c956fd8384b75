#include "qr/png.hpp"

#include <png.h>

#include <csetjmp>
#include <vector>

#include "base/assert.hpp"

namespace choqr::qr {
namespace {

constexpr int pixels_max = 10'000;

void append_bytes(png_structp png, png_bytep data, png_size_t size) {
    static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(data), size);
}
void nothing_to_flush(png_structp) {}

// White ground, so that only dark pixels are written. Bit 7 of a byte is its left pixel.
void clear_pixels(std::vector<png_byte>& row, int begin, int count) {
    for (int x = begin; x < begin + count; ++x)
        row[static_cast<std::size_t>(x / 8)] &= static_cast<png_byte>(~(0x80U >> (x % 8)));
}

std::vector<png_byte> module_row(const Symbol& symbol, int y, int pixels, int margin, int per_module) {
    std::vector<png_byte> row(static_cast<std::size_t>((pixels + 7) / 8), 0xFF);
    for (int x = 0; x < symbol.size(); ++x)
        if (symbol.dark(x, y)) clear_pixels(row, margin + x * per_module, per_module);
    return row;
}

struct Frame {
    int pixels;
    int margin;  ///< Of the symbol itself: quiet zone and centring.
    int per_module;
};

// Rows of one module are equal: with the filter "up" all but the first become zeros, which deflate passes over quickly.
void write_rows(png_structp png, const Symbol& symbol, Frame frame) {
    const std::vector<png_byte> white(static_cast<std::size_t>((frame.pixels + 7) / 8), 0xFF);
    const auto write = [png](const std::vector<png_byte>& row, int times) {
        for (int i = 0; i < times; ++i) png_write_row(png, row.data());
    };
    write(white, frame.margin);
    for (int y = 0; y < symbol.size(); ++y)
        write(module_row(symbol, y, frame.pixels, frame.margin, frame.per_module), frame.per_module);
    write(white, frame.pixels - frame.margin - symbol.size() * frame.per_module);
}

std::string write_png(const Symbol& symbol, Frame frame) {
    std::string out;
    out.reserve(2'048);
    // libpng's default error handler ends the process by longjmp into nothing; with data of our own making it is never
    // called, short of a lack of memory.
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    CHOQR_ASSERT(png != nullptr, "libpng has memory for a small picture");
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &out, append_bytes, nothing_to_flush);
    const auto side = static_cast<png_uint_32>(frame.pixels);
    png_set_IHDR(png, info, side, side, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
    png_set_compression_level(png, 1);
    png_write_info(png, info);
    write_rows(png, symbol, frame);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return out;
}

}  // namespace

int module_pixels(const Symbol& symbol, int pixels) { return pixels / (symbol.size() + 2 * Symbol::quiet_zone); }

std::string to_png(const Symbol& symbol, int per_module) {
    CHOQR_ASSERT(per_module >= 1 && per_module <= 100, "a module has 1 to 100 pixels");
    return write_png(symbol, {(symbol.size() + 2 * Symbol::quiet_zone) * per_module, Symbol::quiet_zone * per_module, per_module});
}

std::string to_png_of_size(const Symbol& symbol, int pixels) {
    const int per_module = module_pixels(symbol, pixels);
    if (per_module < 1 || pixels > pixels_max) return {};
    return write_png(symbol, {pixels, (pixels - symbol.size() * per_module) / 2, per_module});
}

}  // namespace choqr::qr
