#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "qr/payload.hpp"
#include "qr/png.hpp"
#include "qr/svg.hpp"
#include "qr/symbol.hpp"
#include "qr/terminal.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::qr;

namespace {

const std::string static_payload =
    "00020101021138540010A00000072701240006970436011010175956000208QRIBFTTA53037045802VN630438BB";
const std::string full_payload =
    "00020101021238500010A000000727012200069704160108123456780206QRPUSH52045812530370454061200005802VN5917CUA"
    " HANG TIEN LOI6006HA "
    "NOI61051000062860107B123456021003900000010307NPS68690402100503abc0605C11230706aac1230809pay a "
    "box0901A64260002en0107Shop "
    "VN0205Hanoi63041F97";

bool same_modules(const Symbol& a, const Symbol& b) {
    if (a.size() != b.size()) return false;
    for (int y = 0; y < a.size(); ++y)
        for (int x = 0; x < a.size(); ++x)
            if (a.dark(x, y) != b.dark(x, y)) return false;
    return true;
}

// Walks an SVG path of moves and strokes of width 2, and colours the units that they cover; corners are
// mitred.
std::set<std::pair<int, int>> coloured(const std::string& path) {
    std::set<std::pair<int, int>> units;
    std::size_t at = 0;
    int x = 0, y = 0;
    const auto number = [&] {
        std::size_t used = 0;
        const int value = std::stoi(path.substr(at), &used);
        at += used;
        return value;
    };
    const auto fill = [&units](int left, int top, int right, int bottom) {
        for (int i = left; i < right; ++i)
            for (int j = top; j < bottom; ++j) units.insert({i, j});
    };
    char before = ' ';
    while (at < path.size()) {
        const char command = path[at++];
        if (command == 'h' && before == 'v') fill(x - 1, y - 1, x + 1, y + 1);
        if (command == 'v' && before == 'h') fill(x - 1, y - 1, x + 1, y + 1);
        if (command == 'M' || command == 'm') {
            x += number();
            y += number();
        } else if (command == 'h') {
            const int length = number();
            fill(std::min(x, x + length), y - 1, std::max(x, x + length), y + 1);
            x += length;
        } else {
            REQUIRE(command == 'v');
            const int length = number();
            fill(x - 1, std::min(y, y + length), x + 1, std::max(y, y + length));
            y += length;
        }
        REQUIRE(before != (command == 'm' ? ' ' : command));  // Never back over itself.
        before = command;
    }
    return units;
}

}  // namespace

TEST_CASE("symbol: versions are those that the research measured, byte mode and automatic", "[qr]") {
    CHECK(static_payload.size() == 91);
    CHECK(Symbol::make(static_payload, Correction::medium)->version() == 4);
    CHECK(Symbol::make(static_payload, Correction::medium, SymbolMode::byte)->version() == 6);
    CHECK(Symbol::make(static_payload, Correction::low)->version() == 3);
    CHECK(Symbol::make(static_payload, Correction::high, SymbolMode::byte)->version() == 9);
}

TEST_CASE("symbol: text with lower-case letters is written in byte mode whatever is asked", "[qr]") {
    const auto automatic = Symbol::make(full_payload),
               byte = Symbol::make(full_payload, Correction::medium, SymbolMode::byte);
    REQUIRE(automatic.has_value());
    REQUIRE(byte.has_value());
    CHECK(same_modules(*automatic, *byte));
}

TEST_CASE("symbol: the finder patterns stand in three corners", "[qr]") {
    const auto symbol = Symbol::make(static_payload).value();
    const int far = symbol.size() - 7;
    for (const auto& [x, y] : {std::pair{0, 0}, {far, 0}, {0, far}})
        for (int i = 0; i < 7; ++i) {
            CHECK(symbol.dark(x + i, y));
            CHECK(symbol.dark(x, y + i));
            CHECK(symbol.dark(x + 3, y + 3));
        }
}

TEST_CASE("symbol: what does not fit or is nothing gives none", "[qr]") {
    CHECK_FALSE(Symbol::make("").has_value());
    CHECK_FALSE(Symbol::make(std::string(3'000, 'x')).has_value());
    CHECK_FALSE(Symbol::make(std::string(10'000, '1')).has_value());
    CHECK_FALSE(Symbol::make(std::string("a\0b", 3)).has_value());
    CHECK(Symbol::make(std::string(2'331, 'x')).has_value());
    CHECK(Symbol::make("Phở").has_value());
}

TEST_CASE("svg: one path covers the dark modules and no other, below 6 KB up to 280 characters", "[qr]") {
    std::vector<std::string> payloads{static_payload, full_payload.substr(0, 190), full_payload, "a"};
    for (const std::size_t length : {250U, 280U, 400U})
        payloads.push_back(full_payload.substr(0, 200) + std::string(length - 200, 'x'));
    for (const auto& payload : payloads) {
        CAPTURE(payload);
        const auto symbol = Symbol::make(payload).value();
        const auto svg = to_svg(symbol, 300);
        if (payload.size() <= 280) CHECK(svg.size() < 6'000);
        CHECK(svg.find("width=\"300\"") != std::string::npos);
        CHECK(svg.find("<path") == svg.rfind("<path"));
        const auto units = coloured(svg_path(symbol));
        std::size_t dark = 0;
        for (int y = 0; y < symbol.size(); ++y)
            for (int x = 0; x < symbol.size(); ++x) {
                dark += symbol.dark(x, y);
                for (const auto& [i, j] : {std::pair{0, 0}, {1, 0}, {0, 1}, {1, 1}})
                    if (symbol.dark(x, y) !=
                        units.contains({2 * (x + Symbol::quiet_zone) + i, 2 * (y + Symbol::quiet_zone) + j}))
                        FAIL(x << "," << y);
            }
        CHECK(units.size() == 4 * dark);
    }
}

TEST_CASE("png: any size is exact, with whole pixels a module, or empty when it is too small", "[qr]") {
    const auto symbol = Symbol::make(static_payload).value();
    const auto side_of = [](const std::string& png) {
        const auto byte = [&png](std::size_t i) {
            return static_cast<unsigned>(static_cast<unsigned char>(png[i]));
        };
        return static_cast<int>(byte(16) << 24 | byte(17) << 16 | byte(18) << 8 | byte(19));
    };
    CHECK(module_pixels(symbol, 480) == 11);
    CHECK(side_of(to_png(symbol)) == 41 * 8);
    for (const int pixels : {41, 100, 333, 480, 1'000})
        CHECK(side_of(to_png_of_size(symbol, pixels)) == pixels);
    CHECK(to_png_of_size(symbol, 40).empty());
    CHECK(to_png_of_size(symbol, 10'001).empty());
    const auto png = to_png(symbol);
    CHECK(png.size() < 3'000);
    CHECK(png[24] == 1);  // Bits a pixel.
    CHECK(png[25] == 0);  // Grey.
}

TEST_CASE("terminal: two rows of modules a line, quiet zone and all", "[qr]") {
    const auto symbol = Symbol::make(static_payload).value();
    const auto lines = to_terminal(symbol);
    CHECK(std::ranges::count(lines, '\n') == (41 + 1) / 2);
    const auto text = to_text(symbol);
    CHECK(text.size() == 41U * (41 * 2 + 1));
    CHECK(text.substr(4 * 83 + 8, 14) == "##############");
}
