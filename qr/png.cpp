#include "qr/png.hpp"

#include <zlib.h>

#include <cstdint>
#include <vector>

#include "base/assert.hpp"
#include "qr/row_deflate.hpp"

namespace choqr::qr {
namespace {

constexpr int pixels_max = 10'000;

// A row as PNG stores it: the filter's number (0, none), then eight pixels a byte, the left one highest.
using Row = std::vector<std::uint8_t>;

Row white_row(int pixels) {
    Row row(static_cast<std::size_t>((pixels + 7) / 8) + 1, 0xFF);
    row[0] = 0;
    return row;
}

// Takes the white out of pixels `begin` to `end`, whole bytes at once.
void blacken(Row& row, int begin, int end) {
    const auto keep_left = [](int pixel) { return static_cast<std::uint8_t>(0xFF00U >> (pixel % 8)); };
    const auto first = static_cast<std::size_t>(begin / 8) + 1, last = static_cast<std::size_t>(end / 8) + 1;
    if (first == last) {
        row[first] &=
            static_cast<std::uint8_t>(keep_left(begin) | static_cast<std::uint8_t>(~keep_left(end)));
        return;
    }
    row[first] &= keep_left(begin);
    for (auto i = first + 1; i < last; ++i) row[i] = 0;
    if (end % 8 != 0) row[last] &= static_cast<std::uint8_t>(~keep_left(end));
}

struct Frame {
    int pixels;
    int margin;  ///< Of the symbol itself: quiet zone and centring.
    int per_module;
};

Row module_row(const Symbol& symbol, int y, Frame frame) {
    auto row = white_row(frame.pixels);
    for (int x = 0; x < symbol.size(); ++x) {
        if (!symbol.dark(x, y)) continue;
        const int begin = x;
        while (x < symbol.size() && symbol.dark(x, y)) ++x;
        blacken(row, frame.margin + begin * frame.per_module, frame.margin + x * frame.per_module);
    }
    return row;
}

std::string compressed_rows(const Symbol& symbol, Frame frame) {
    const auto white = white_row(frame.pixels);
    const auto times = [](int count) { return static_cast<std::size_t>(count); };
    RowDeflate rows{white.size()};
    rows.append(white, times(frame.margin));
    for (int y = 0; y < symbol.size(); ++y)
        rows.append(module_row(symbol, y, frame), times(frame.per_module));
    rows.append(white, times(frame.pixels - frame.margin - symbol.size() * frame.per_module));
    return rows.finish();
}

void append_number(std::string& out, std::uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>(static_cast<std::uint8_t>(number >> shift));
}

// PNG 5.3: length, type, data, and a CRC over type and data.
void append_chunk(std::string& out, const char* type, const std::string& data) {
    append_number(out, static_cast<std::uint32_t>(data.size()));
    const auto begin = out.size();
    out += type;
    out += data;
    const auto* bytes = reinterpret_cast<const Bytef*>(out.data() + begin);
    append_number(out, static_cast<std::uint32_t>(crc32(0, bytes, static_cast<uInt>(out.size() - begin))));
}

std::string write_png(const Symbol& symbol, Frame frame) {
    std::string header;
    append_number(header, static_cast<std::uint32_t>(frame.pixels));
    append_number(header, static_cast<std::uint32_t>(frame.pixels));
    header +=
        std::string{"\x01\x00\x00\x00\x00", 5};  // One bit of grey; deflate, no filters, not interlaced.
    std::string out;
    out.reserve(2'048);
    out += "\x89PNG\r\n\x1a\n";
    append_chunk(out, "IHDR", header);
    append_chunk(out, "IDAT", compressed_rows(symbol, frame));
    append_chunk(out, "IEND", {});
    return out;
}

}  // namespace

int module_pixels(const Symbol& symbol, int pixels) {
    return pixels / (symbol.size() + 2 * Symbol::quiet_zone);
}

std::string to_png(const Symbol& symbol, int per_module) {
    CHOQR_ASSERT(per_module >= 1 && per_module <= 100, "a module has 1 to 100 pixels");
    return write_png(symbol, {(symbol.size() + 2 * Symbol::quiet_zone) * per_module,
                              Symbol::quiet_zone * per_module, per_module});
}

std::string to_png_of_size(const Symbol& symbol, int pixels) {
    const int per_module = module_pixels(symbol, pixels);
    if (per_module < 1 || pixels > pixels_max) return {};
    return write_png(symbol, {pixels, (pixels - symbol.size() * per_module) / 2, per_module});
}

}  // namespace choqr::qr
