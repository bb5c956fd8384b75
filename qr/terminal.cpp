#include "qr/terminal.hpp"

namespace choqr::qr {
namespace {

bool dark_or_outside(const Symbol& symbol, int x, int y) {
    return x >= 0 && y >= 0 && x < symbol.size() && y < symbol.size() && symbol.dark(x, y);
}

}  // namespace

std::string to_terminal(const Symbol& symbol) {
    constexpr const char* blocks[4] = {" ", "▄", "▀", "█"};  // Upper module is worth 2, lower 1.
    const int begin = -Symbol::quiet_zone;
    const int end = symbol.size() + Symbol::quiet_zone;
    std::string out;
    for (int y = begin; y < end; y += 2) {
        out += "\x1b[30;107m";
        for (int x = begin; x < end; ++x)
            out +=
                blocks[(dark_or_outside(symbol, x, y) ? 2 : 0) + (dark_or_outside(symbol, x, y + 1) ? 1 : 0)];
        out += "\x1b[0m\n";
    }
    return out;
}

std::string to_text(const Symbol& symbol) {
    const int begin = -Symbol::quiet_zone;
    const int end = symbol.size() + Symbol::quiet_zone;
    std::string out;
    for (int y = begin; y < end; ++y) {
        for (int x = begin; x < end; ++x) out += dark_or_outside(symbol, x, y) ? "##" : "  ";
        out += '\n';
    }
    return out;
}

}  // namespace choqr::qr
