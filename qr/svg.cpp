#include "qr/svg.hpp"

#include <charconv>
#include <cstdint>
#include <vector>

namespace choqr::qr {
namespace {

void append_number(std::string& out, int number) {
    char digits[12];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, static_cast<std::size_t>(end - digits));
}

struct Step {
    int x, y;
};

// Strokes two units wide through the middles of dark modules, a module being two units: a turn costs three
// letters where a run of its own would cost six. Where the pen runs on over modules that are drawn already
// nothing is lost. It starts and ends at the edge of a module, so that no renderer's idea of line ends
// matters, and never turns back.
class Pen {
public:
    explicit Pen(const Symbol& symbol)
        : symbol_{symbol}, drawn_(static_cast<std::size_t>(symbol.size() * symbol.size())) {
        out_.reserve(6'000);
        out_ += 'M';
        append_number(out_, 2 * Symbol::quiet_zone);
        out_ += ' ';
        append_number(out_, 2 * Symbol::quiet_zone);
    }

    std::string draw() {
        for (int y = 0; y < symbol_.size(); ++y)
            for (int x = 0; x < symbol_.size(); ++x)
                if (symbol_.dark(x, y) && !drawn(x, y)) draw_from(x, y);
        return std::move(out_);
    }

private:
    bool dark(int x, int y) const {
        return x >= 0 && y >= 0 && x < symbol_.size() && y < symbol_.size() && symbol_.dark(x, y);
    }
    std::uint8_t& drawn(int x, int y) { return drawn_[static_cast<std::size_t>(y * symbol_.size() + x)]; }

    // How far from (x, y) the last module to draw lies in this direction, and how many there are to draw.
    struct Way {
        int modules = 0, length = 0;
    };
    Way look(int x, int y, Step step) {
        Way way;
        for (int i = 1; dark(x + i * step.x, y + i * step.y); ++i)
            if (!drawn(x + i * step.x, y + i * step.y)) way = {way.modules + 1, i};
        return way;
    }

    void draw_from(int x, int y) {
        const bool right = dark(x + 1, y) || !dark(x, y + 1) || drawn(x, y + 1);
        Step step = right ? Step{1, 0} : Step{0, 1};
        drawn(x, y) = 1;
        move(2 * x + (right ? 0 : 1), 2 * y + (right ? 1 : 0));
        for (;;) {
            const auto way = look(x, y, step);
            for (int i = 1; i <= way.length; ++i) drawn(x + i * step.x, y + i * step.y) = 1;
            x += way.length * step.x;
            y += way.length * step.y;
            const Step one{step.y, step.x}, other{-step.y, -step.x};
            const auto one_way = look(x, y, one).modules, other_way = look(x, y, other).modules;
            if (one_way == 0 && other_way == 0) break;
            line(step, x, y, 0);
            step = other_way > one_way ? other : one;
        }
        line(step, x, y, 1);
    }

    void move(int x, int y) {
        out_ += 'm';
        append_number(out_, x - x_);
        if (y >= y_) out_ += ' ';
        append_number(out_, y - y_);
        x_ = x;
        y_ = y;
    }

    // To the middle of the module, or `beyond` it.
    void line(Step step, int x, int y, int beyond) {
        const int to_x = 2 * x + 1 + beyond * step.x, to_y = 2 * y + 1 + beyond * step.y;
        out_ += step.x != 0 ? 'h' : 'v';
        append_number(out_, step.x != 0 ? to_x - x_ : to_y - y_);
        x_ = to_x;
        y_ = to_y;
    }

    const Symbol& symbol_;
    std::vector<std::uint8_t> drawn_;
    std::string out_;
    int x_ = 0;
    int y_ = 0;
};

}  // namespace

std::string svg_path(const Symbol& symbol) { return Pen{symbol}.draw(); }

std::string to_svg(const Symbol& symbol, int pixels) {
    const auto side = std::to_string(2 * (symbol.size() + 2 * Symbol::quiet_zone));
    std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side + "\"";
    out.reserve(6'400);
    if (pixels > 0) {
        const auto width = std::to_string(pixels);
        out += " width=\"" + width + "\" height=\"" + width + "\"";
    }
    out += " shape-rendering=\"crispEdges\"><rect width=\"" + side + "\" height=\"" + side +
           "\" fill=\"#fff\"/><path fill=\"none\" stroke=\"#000\" stroke-width=\"2\" d=\"";
    out += svg_path(symbol);
    out += "\"/></svg>\n";
    return out;
}

}  // namespace choqr::qr
