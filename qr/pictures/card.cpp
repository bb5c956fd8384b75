#include "pictures/card.hpp"

#include <cairo-svg.h>
#include <cairo.h>

#include <algorithm>
#include <array>
#include <memory>

#include "pictures/canvas.hpp"
#include "pictures/raster.hpp"
#include "qr/png.hpp"
#include "qr/svg.hpp"

namespace choqr::pictures {
namespace {

struct Size {
    int width, height;
};

constexpr Size size_of(Template kind) {
    switch (kind) {
        case Template::qr_only:
            return {480, 480};
        case Template::compact:
            return {540, 540};
        case Template::compact2:
            return {540, 640};
        case Template::print:
            return {600, 776};
    }
    return {480, 480};
}

constexpr std::array<std::string_view, 4> template_texts{"qr_only", "compact", "compact2", "print"};
constexpr std::array<std::string_view, 3> content_types{"image/png", "image/jpeg", "image/svg+xml"};

// The largest square of whole pixels per module in the box, centred across it, from its top.
void draw_crisp(Canvas& canvas, const qr::Symbol& symbol, Box box) {
    const int modules = symbol.size() + 2 * qr::Symbol::quiet_zone;
    const int side = static_cast<int>(std::min(box.width, box.height)) / modules * modules;
    const int x = (static_cast<int>(box.width) - side) / 2, y = (static_cast<int>(box.height) - side) / 2;
    canvas.symbol(symbol, box.x + x, box.y + y, side);
}

std::string labelled(std::string_view label, const std::string& value) {
    return value.empty() ? std::string{} : std::string{label} + value;
}

std::string amount_of(const Card& card) {
    return card.amount ? display_vnd(card.amount->dong()) : std::string{};
}

void draw_compact(Canvas& canvas, const Card& card, const qr::Symbol& symbol) {
    draw_crisp(canvas, symbol, {0, 40, 540, 500});
    canvas.text(
        {30, 12, 480, 44}, card.bank,
        {.size_max = 36, .size_min = 14, .bold = true, .align = Align::centre, .place = Place::middle});
}

void draw_compact2(Canvas& canvas, const Card& card, const qr::Symbol& symbol) {
    draw_crisp(canvas, symbol, {0, 36, 540, 460});
    canvas.text(
        {30, 10, 480, 40}, card.bank,
        {.size_max = 34, .size_min = 14, .bold = true, .align = Align::centre, .place = Place::middle});
    const auto row = [&canvas](double y, double size, const std::string& text, bool bold) {
        canvas.text(
            {24, y, 492, size}, text,
            {.size_max = size, .size_min = 10, .bold = bold, .align = Align::centre, .place = Place::middle});
    };
    row(492, 34, card.account_name, true);
    row(526, 28, card.account, false);
    row(556, 38, amount_of(card), true);
    row(596, 26, card.content, false);
}

void draw_print(Canvas& canvas, const Card& card, const qr::Symbol& symbol) {
    canvas.frame({8, 8, 584, 760}, 3, 18);
    canvas.text(
        {30, 18, 540, 46}, card.bank,
        {.size_max = 40, .size_min = 16, .bold = true, .align = Align::centre, .place = Place::middle});
    canvas.line(60, 66, 540, 66, 1.5);
    draw_crisp(canvas, symbol, {14, 68, 572, 496});
    const auto row = [&canvas](double y, double size, const std::string& text, bool bold, int lines = 1) {
        canvas.text({30, y, 540, size * (lines > 1 ? 1.5 : 1.0)}, text,
                    {.size_max = size,
                     .size_min = 11,
                     .bold = bold,
                     .lines_max = lines,
                     .align = Align::centre,
                     .place = Place::middle});
    };
    row(562, 40, card.account_name, true, 2);
    row(620, 30, labelled("Số tài khoản: ", card.account), false);
    row(652, 44, amount_of(card), true);
    row(698, 26, labelled("Nội dung: ", card.content), false);
    row(732, 22, "Quét bằng mọi ứng dụng ngân hàng, ví", false);
}

void draw(Canvas& canvas, const Card& card, Template kind, const qr::Symbol& symbol) {
    const auto size = size_of(kind);
    canvas.fill({0, 0, static_cast<double>(size.width), static_cast<double>(size.height)}, false);
    switch (kind) {
        case Template::qr_only:
            draw_crisp(canvas, symbol, {0, 0, 480, 480});
            break;
        case Template::compact:
            draw_compact(canvas, card, symbol);
            break;
        case Template::compact2:
            draw_compact2(canvas, card, symbol);
            break;
        case Template::print:
            draw_print(canvas, card, symbol);
            break;
    }
}

struct FreeSurface {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct FreeCairo {
    void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
};
using Surface = std::unique_ptr<cairo_surface_t, FreeSurface>;

void draw_on(cairo_surface_t* surface, const Card& card, Template kind, const qr::Symbol& symbol) {
    const std::unique_ptr<cairo_t, FreeCairo> cairo{cairo_create(surface)};
    Canvas canvas{cairo.get()};
    draw(canvas, card, kind, symbol);
}

Grey rasterized(const Card& card, Template kind, const qr::Symbol& symbol) {
    const auto size = size_of(kind);
    const Surface surface{cairo_image_surface_create(CAIRO_FORMAT_RGB24, size.width, size.height)};
    draw_on(surface.get(), card, kind, symbol);
    cairo_surface_flush(surface.get());
    const auto* const data = cairo_image_surface_get_data(surface.get());
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
    Grey picture{size.width, size.height,
                 std::vector<std::uint8_t>(static_cast<std::size_t>(size.width) *
                                           static_cast<std::size_t>(size.height))};
    // All ink is grey, so that one of the three colours says it all.
    for (std::size_t y = 0, i = 0; y < static_cast<std::size_t>(size.height); ++y)
        for (std::size_t x = 0; x < static_cast<std::size_t>(size.width); ++x, ++i)
            picture.pixels[i] = data[y * stride + 4 * x];
    return picture;
}

cairo_status_t append(void* closure, const unsigned char* data, unsigned length) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

std::string drawn_as_svg(const Card& card, Template kind, const qr::Symbol& symbol) {
    const auto size = size_of(kind);
    std::string out;
    const Surface surface{cairo_svg_surface_create_for_stream(append, &out, size.width, size.height)};
    cairo_svg_surface_set_document_unit(surface.get(), CAIRO_SVG_UNIT_PX);
    draw_on(surface.get(), card, kind, symbol);
    cairo_surface_finish(surface.get());
    return out;
}

}  // namespace

std::optional<Template> parse_template(std::string_view text) {
    const auto found = std::ranges::find(template_texts, text);
    if (found == template_texts.end()) return std::nullopt;
    return static_cast<Template>(found - template_texts.begin());
}

std::optional<Format> parse_format(std::string_view text) {
    if (text == "png") return Format::png;
    if (text == "jpg" || text == "jpeg") return Format::jpg;
    if (text == "svg") return Format::svg;
    return std::nullopt;
}

std::string_view content_type(Format format) { return content_types[static_cast<std::size_t>(format)]; }

std::string draw_card(const Card& card, Template kind, Format format) {
    const auto symbol = qr::Symbol::make(card.payload);
    if (!symbol) return {};
    if (kind == Template::qr_only && format == Format::png) return qr::to_png_of_size(*symbol, 480);
    if (kind == Template::qr_only && format == Format::svg) return qr::to_svg(*symbol, 480);
    if (format == Format::svg) return drawn_as_svg(card, kind, *symbol);
    const auto picture = rasterized(card, kind, *symbol);
    return format == Format::png ? to_png(picture) : to_jpeg(picture);
}

}  // namespace choqr::pictures
