// Pictures drawn from the fuzzer's bytes of what a QR reader must follow: finder patterns in fields, upright
// and turned, alignment grids, rings like Aztec's, symbols and parts of them, stripes and noise. None may
// cost more of the processor than a child has.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "qr/symbol.hpp"
#include "qr_reader/picture_reader.hpp"
#include "world/processor_budget.hpp"

namespace {

using choqr::world::ProcessorBudget;

constexpr std::chrono::milliseconds processor_limit{500};  // What is promised, and
constexpr std::chrono::milliseconds reader_limit{
    384};  // what gateway/work/strangers_work.cpp gives the reader of it.
constexpr int side_max = 1'400;
constexpr int strokes_max = 40;

// Zero when there are no more.
class Bytes {
public:
    Bytes(const std::uint8_t* data, std::size_t size) : next_{data}, end_{data + size} {}

    bool empty() const { return next_ == end_; }
    int one() { return next_ == end_ ? 0 : *next_++; }
    int two() { return one() << 8 | one(); }
    int below(int bound) { return two() % bound; }

private:
    const std::uint8_t* next_;
    const std::uint8_t* end_;
};

class Canvas {
public:
    Canvas(int width, int height)
        : width_{width},
          height_{height},
          pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 255) {}

    int width() const { return width_; }
    int height() const { return height_; }

    void set(int x, int y, int shade) {
        if (x >= 0 && y >= 0 && x < width_ && y < height_)
            pixels_[place(x, y)] = static_cast<std::uint8_t>(shade);
    }
    void fill(int left, int top, int width, int height, int shade) {
        for (int y = std::max(0, top); y < std::min(height_, top + height); ++y)
            for (int x = std::max(0, left); x < std::min(width_, left + width); ++x) set(x, y, shade);
    }
    void invert(int left, int top, int width, int height) {
        for (int y = std::max(0, top); y < std::min(height_, top + height); ++y)
            for (int x = std::max(0, left); x < std::min(width_, left + width); ++x)
                pixels_[place(x, y)] = static_cast<std::uint8_t>(255 - pixels_[place(x, y)]);
    }

    // A BMP of 256 greys: no compression, so that the fuzzer's time goes to the reader.
    std::string file() const {
        const auto row = (static_cast<std::size_t>(width_) + 3) / 4 * 4;
        constexpr std::size_t head = 14 + 40 + 1024;
        std::string bytes = "BM";
        const auto put = [&bytes](std::size_t value, int size) {
            for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i));
        };
        put(head + row * static_cast<std::size_t>(height_), 4), put(0, 4), put(head, 4), put(40, 4);
        put(static_cast<std::size_t>(width_), 4), put(static_cast<std::size_t>(height_), 4), put(1, 2),
            put(8, 2);
        for (int i = 0; i < 6; ++i) put(0, 4);
        for (std::size_t shade = 0; shade < 256; ++shade) put(shade * 0x010101, 4);
        for (int y = height_ - 1; y >= 0; --y) {
            bytes.append(reinterpret_cast<const char*>(&pixels_[place(0, y)]),
                         static_cast<std::size_t>(width_));
            bytes.append(row - static_cast<std::size_t>(width_), '\0');
        }
        return bytes;
    }

private:
    std::size_t place(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
    }

    int width_, height_;
    std::vector<std::uint8_t> pixels_;
};

// Squares within squares: black, white, black… `count` black ones; the inmost three modules wide in a finder
// pattern, one else.
bool is_black_in_rings(int x, int y, int count, int inmost) {
    const int side = 4 * (count - 1) + inmost;
    const int depth = std::min(std::min(x, y), std::min(side - 1 - x, side - 1 - y));
    return depth >= 2 * (count - 1) || depth % 2 == 0;
}

struct Rings {
    int count, inmost;
    int side() const { return 4 * (count - 1) + inmost; }
};

void draw_rings(Canvas& canvas, const Rings& rings, int left, int top, int module, int shade) {
    for (int y = 0; y < rings.side(); ++y)
        for (int x = 0; x < rings.side(); ++x)
            if (is_black_in_rings(x, y, rings.count, rings.inmost))
                canvas.fill(left + x * module, top + y * module, module, module, shade);
}

// Every pixel asks where it lies in the rings, so that any angle and slant has no holes.
void draw_turned(Canvas& canvas, const Rings& rings, int middle_x, int middle_y, double module, double turn,
                 double slant, int shade) {
    const double half = rings.side() * module;
    for (int y = static_cast<int>(-half); y < half; ++y)
        for (int x = static_cast<int>(-half); x < half; ++x) {
            const double u = (x * std::cos(turn) + y * std::sin(turn)) / module + rings.side() / 2.0;
            const double v = (y * std::cos(turn) - x * std::sin(turn)) * slant / module + rings.side() / 2.0;
            if (u < 0 || v < 0 || u >= rings.side() || v >= rings.side()) continue;
            if (is_black_in_rings(static_cast<int>(u), static_cast<int>(v), rings.count, rings.inmost))
                canvas.set(middle_x + x, middle_y + y, shade);
        }
}

Rings read_rings(Bytes& bytes) {
    constexpr std::array<Rings, 4> usual{
        {{2, 3}, {2, 1}, {3, 1}, {3, 3}}};  // Finder, alignment, Aztec's two.
    const int which = bytes.one();
    return which < 200 ? usual[static_cast<std::size_t>(which) % usual.size()]
                       : Rings{2 + which % 30, 1 + which % 4};
}

void draw_field(Canvas& canvas, Bytes& bytes) {
    const auto rings = read_rings(bytes);
    const int module = 1 + bytes.one() % 12, gap = bytes.one() % 16;
    const int left = bytes.below(canvas.width()), top = bytes.below(canvas.height());
    const int across = 1 + bytes.one() % 100, down = 1 + bytes.one() % 100, shift = bytes.one() % 8;
    const int step = rings.side() * module + gap;
    for (int row = 0; row < down && top + row * step < canvas.height(); ++row)
        for (int column = 0; column < across && left + column * step < canvas.width(); ++column)
            draw_rings(canvas, rings, left + column * step + row * shift, top + row * step, module, 0);
}

void draw_turned_field(Canvas& canvas, Bytes& bytes) {
    const auto rings = read_rings(bytes);
    const double module = 1 + bytes.one() / 20.0, turn = bytes.one() / 40.0,
                 slant = 0.5 + bytes.one() / 255.0;
    const int count = 1 + bytes.one() % 60, shade = bytes.one() % 128;
    const int left = bytes.below(canvas.width()), top = bytes.below(canvas.height());
    const int step = 1 + bytes.below(200), per_row = 1 + bytes.one() % 12;
    double area = 0;  // Drawing costs too, and is not what is measured.
    for (int i = 0; i < count && area < 2e6; ++i, area += 4 * rings.side() * rings.side() * module * module)
        draw_turned(canvas, rings, left + i % per_row * step, top + i / per_row * step, module, turn, slant,
                    shade);
}

void draw_symbol(Canvas& canvas, Bytes& bytes) {
    std::string text;
    for (int length = bytes.one() * (1 + bytes.one() % 6); length > 0; --length)
        text += static_cast<char>('A' + bytes.one() % 26);
    const auto symbol = choqr::qr::Symbol::make(text.empty() ? "1" : text);
    if (!symbol) return;
    const int module = 1 + bytes.one() % 6, left = bytes.below(canvas.width()),
              top = bytes.below(canvas.height());
    for (int y = 0; y < symbol->size(); ++y)
        for (int x = 0; x < symbol->size(); ++x)
            canvas.fill(left + x * module, top + y * module, module, module, symbol->dark(x, y) ? 0 : 255);
}

void draw_noise(Canvas& canvas, Bytes& bytes) {
    std::uint64_t state = 0x9E3779B97F4A7C15u ^ static_cast<std::uint64_t>(bytes.two());
    const int count = bytes.two(), size = 1 + bytes.one() % 9;
    const auto next = [&state](int bound) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        return static_cast<int>(state % static_cast<std::uint64_t>(bound));
    };
    for (int i = 0; i < count; ++i)
        canvas.fill(next(canvas.width()), next(canvas.height()), 1 + next(size), 1 + next(size), next(256));
}

void draw_stripes(Canvas& canvas, Bytes& bytes) {
    const int period = 2 + bytes.one() % 30, black = 1 + bytes.one() % 15, direction = bytes.one() % 4;
    const int left = bytes.below(canvas.width()), top = bytes.below(canvas.height()),
              side = bytes.below(side_max);
    for (int y = top; y < std::min(canvas.height(), top + side); ++y)
        for (int x = left; x < std::min(canvas.width(), left + side); ++x) {
            const std::array<int, 4> along{x, y, x + y, x - y + 4 * side_max};
            if (along[static_cast<std::size_t>(direction)] % period < black) canvas.set(x, y, 0);
        }
}

std::string draw(Bytes bytes) {
    const int width = 20 + bytes.below(side_max - 20), height = 20 + bytes.below(side_max - 20);
    Canvas canvas{width, height};
    for (int strokes = 0; strokes < strokes_max && !bytes.empty(); ++strokes) {
        switch (bytes.one() % 8) {
            case 0:
            case 1:
                draw_field(canvas, bytes);
                break;
            case 2:
                draw_turned_field(canvas, bytes);
                break;
            case 3:
                draw_symbol(canvas, bytes);
                break;
            case 4:
                draw_noise(canvas, bytes);
                break;
            case 5:
                draw_stripes(canvas, bytes);
                break;
            case 6:
                canvas.fill(bytes.below(width), bytes.below(height), bytes.below(width), bytes.below(height),
                            bytes.one());
                break;
            default:
                canvas.invert(bytes.below(width), bytes.below(height), bytes.below(width),
                              bytes.below(height));
                break;
        }
    }
    return canvas.file();
}

// The slowest so far, for whoever watches.
void keep_slowest(std::chrono::nanoseconds spent) {
    static std::chrono::nanoseconds slowest{0};
    if (spent <= slowest + slowest / 20) return;
    slowest = spent;
    std::fprintf(stderr, "slowest so far: %lld ms\n", static_cast<long long>(spent.count() / 1'000'000));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto picture = draw({data, size});
    const auto begun = ProcessorBudget::spent();
    const ProcessorBudget budget{reader_limit};
    const auto reading = choqr::qr_reader::read_picture(picture, [&budget] { return budget.left(); });
    const auto spent = ProcessorBudget::spent() - begun;
    keep_slowest(spent);
    if (spent > processor_limit || reading.problem == choqr::qr_reader::Problem::broken) std::abort();
    return 0;
}
