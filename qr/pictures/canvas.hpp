#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "qr/symbol.hpp"

// What pictures and stands share: text that fits its box, and the symbol, drawn with Cairo and Pango. Their
// headers stay out of this one.
struct _cairo;

namespace choqr::pictures {

struct Box {
    double x, y, width, height;
};

enum class Align { left, centre, right };
enum class Place { top, middle, bottom };

/// How a text stands in its box. Sizes are the height of a line in the canvas's units, roughly 1.2 × the
/// font's size.
struct TextStyle {
    double size_max;
    double size_min;
    bool bold = false;
    int lines_max = 1;
    Align align = Align::left;
    Place place = Place::top;
};

/// The characters of `text`, which is valid UTF-8, that no font of this machine has: each once, as they come.
/// Canvas::text() leaves them out, since the box that Pango draws in their place says less than nothing.
std::vector<std::string> unprintable(std::string_view text);

/// Whether black text is easier to read than white on `colour` (0xRRGGBB), by the contrast of WCAG 2. The
/// better of both has at least 4.5 on every colour.
bool takes_black_text(std::uint32_t colour);
/// (1 to 21) of two colours.
double contrast(std::uint32_t one, std::uint32_t other);

/// The weight of text that is not bold. Medium is easier to read from a distance on bad paper.
enum class Weights { regular, medium };

/// Draws on a Cairo context that somebody else owns and keeps alive. Unit and origin are the context's. Black
/// ink. One thread per canvas.
class Canvas {
public:
    explicit Canvas(_cairo* cairo, Weights weights = Weights::regular);
    ~Canvas();
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;

    /// One line at size_max if it fits; else smaller, to three quarters; else wrapped to at most lines_max
    /// lines, smaller until it fits; at size_min it ends in "…". Never outside its box. `text` must be valid
    /// UTF-8; empty draws nothing. The box that the ink's lines take up (its width is what the text used).
    Box text(Box box, std::string_view text, const TextStyle& style);

    /// The symbol with its quiet zone in the square; the square's ground is left as it is (white paper).
    void symbol(const qr::Symbol& symbol, double x, double y, double side);

    void fill(Box box, bool black);
    void fill(Box box, std::uint32_t colour);
    void frame(Box box, double line_width, double radius = 0);
    void line(double x1, double y1, double x2, double y2, double line_width, bool dashed = false);

    /// Turns what follows by 180° about the middle of `box`, until end_turn().
    void begin_turn(Box box);
    void end_turn();
    /// Moves the origin and multiplies the unit, until end_frame().
    void begin_frame(double x, double y, double scale);
    void end_frame();
    /// What `draw` draws on this canvas, kept to be drawn several times: a PDF then holds it once. Everything
    /// outside `width` × `height` is cut off.
    class Recording {
    public:
        Recording(Recording&&) noexcept;
        ~Recording();

    private:
        friend class Canvas;
        struct State;
        explicit Recording(std::unique_ptr<State> state);
        std::unique_ptr<State> state_;
    };
    Recording record(double width, double height, const std::function<void()>& draw);
    void replay(const Recording& recording);

    /// White ink for what follows, or black again.
    void ink(bool black);

    /// A PNG drawn as large as fits into `box`, centred. False if the bytes are no PNG that Cairo reads or
    /// have more than 4,000 pixels on a side.
    bool picture(Box box, std::string_view png);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace choqr::pictures
