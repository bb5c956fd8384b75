#include "qr/svg.hpp"

#include <charconv>

namespace choqr::qr {
namespace {

void append_number(std::string& out, int number) {
    char digits[12];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, static_cast<std::size_t>(end - digits));
}

// Runs of dark modules as strokes of width 1 along the middle of the row: "M4 4.5h7" is shorter than a box, and moves
// relative to the last run are shorter still.
void append_row(std::string& out, const Symbol& symbol, int y, int& pen_x, int& pen_y) {
    for (int x = 0; x < symbol.size(); ++x) {
        if (!symbol.dark(x, y)) continue;
        const int begin = x;
        while (x < symbol.size() && symbol.dark(x, y)) ++x;
        out += 'm';
        append_number(out, begin - pen_x);
        if (y >= pen_y) out += ' ';
        append_number(out, y - pen_y);
        out += 'h';
        append_number(out, x - begin);
        pen_x = x;
        pen_y = y;
    }
}

}  // namespace

std::string svg_path(const Symbol& symbol) {
    std::string out = "M" + std::to_string(Symbol::quiet_zone) + " " + std::to_string(Symbol::quiet_zone) + ".5";
    out.reserve(6'000);
    int pen_x = 0;
    int pen_y = 0;
    for (int y = 0; y < symbol.size(); ++y) append_row(out, symbol, y, pen_x, pen_y);
    return out;
}

std::string to_svg(const Symbol& symbol, int pixels) {
    const auto side = std::to_string(symbol.size() + 2 * Symbol::quiet_zone);
    std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side + "\"";
    out.reserve(6'400);
    if (pixels > 0) {
        const auto width = std::to_string(pixels);
        out += " width=\"" + width + "\" height=\"" + width + "\"";
    }
    out += " shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side + "H0z\"/><path stroke=\"#000\" d=\"";
    out += svg_path(symbol);
    out += "\"/></svg>\n";
    return out;
}

}  // namespace choqr::qr
