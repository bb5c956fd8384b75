#include "pictures/canvas.hpp"

#include <cairo.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <vector>

#ifdef __SANITIZE_ADDRESS__
// Fontconfig tags the pointers of its caches, so the leak checker takes them for lost. They do not grow: 28
// MB after 900 pictures and after 1,500.
extern "C" __attribute__((weak, visibility("default"))) const char* __lsan_default_suppressions() {
    return "leak:libfontconfig\n";
}
#endif

namespace choqr::pictures {
namespace {

// The font's size in a line of height 1: ascent and descent of a text font together are about 1.2 em
// (Roboto 1.172).
constexpr double em_of_line = 1 / 1.2;
// Roboto without hinting instructions, which paper does not use and which are half of an embedded font.
constexpr const char* font_family = "Roboto, Noto Sans, DejaVu Sans, sans-serif";
// Layouts are measured in Pango's integer units of 1/1024; canvases of millimetres need more digits than
// that.
constexpr double pango_scale = 16.0;

struct FreeObject {
    void operator()(void* object) const { g_object_unref(object); }
};
struct FreeFont {
    void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};
struct FreeSurface {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct FreePattern {
    void operator()(cairo_pattern_t* pattern) const { cairo_pattern_destroy(pattern); }
};
using Surface = std::unique_ptr<cairo_surface_t, FreeSurface>;

// One pixel per module, as a mask of one bit: a PDF then holds the symbol in a few hundred bytes, and no
// viewer draws hairlines between rows as it may between rectangles.
Surface mask_of(const qr::Symbol& symbol) {
    Surface surface{cairo_image_surface_create(CAIRO_FORMAT_A1, symbol.size(), symbol.size())};
    cairo_surface_flush(surface.get());
    auto* const data = cairo_image_surface_get_data(surface.get());
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
    for (int y = 0; y < symbol.size(); ++y)
        for (int x = 0; x < symbol.size(); ++x)
            if (symbol.dark(x, y))  // A1 is in the machine's bit order: little-endian, lowest bit first.
                data[static_cast<std::size_t>(y) * stride + static_cast<std::size_t>(x / 8)] |=
                    static_cast<unsigned char>(1U << (x % 8));
    cairo_surface_mark_dirty(surface.get());
    return surface;
}

struct Reading {
    std::string_view left;
};

cairo_status_t read_png(void* closure, unsigned char* data, unsigned length) {
    auto& reading = *static_cast<Reading*>(closure);
    if (reading.left.size() < length) return CAIRO_STATUS_READ_ERROR;
    std::memcpy(data, reading.left.data(), length);
    reading.left.remove_prefix(length);
    return CAIRO_STATUS_SUCCESS;
}

// Width and height stand at fixed places of a PNG; looked at before anything is unpacked.
bool has_moderate_size(std::string_view png) {
    if (png.size() < 24 || !png.starts_with("\x89PNG\r\n\x1a\n")) return false;
    for (const std::size_t at : {16U, 20U}) {
        unsigned size = 0;
        for (std::size_t i = 0; i < 4; ++i) size = size << 8 | static_cast<unsigned char>(png[at + i]);
        if (size == 0 || size > 4'000) return false;
    }
    return true;
}

// Roboto has all of Latin with Vietnam's marks and the usual punctuation: nearly every text needs no look.
bool is_surely_printable(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        const bool is_latin_additional = byte == 0xE1 && next >= 0xB8 && next <= 0xBB;
        const bool is_punctuation = byte == 0xE2 && next == 0x80;
        if (byte >= 0xC8 && !is_latin_additional && !is_punctuation) return false;
    }
    return true;
}

/// Pango puts the character itself into the place of a glyph that no font has.
std::vector<std::string> unknown_in(PangoLayout* layout) {
    std::vector<std::string> unknown;
    auto* const lines = pango_layout_get_iter(layout);
    do {
        const auto* const run = pango_layout_iter_get_run_readonly(lines);
        for (int i = 0; run != nullptr && i < run->glyphs->num_glyphs; ++i) {
            const auto glyph = run->glyphs->glyphs[i].glyph;
            if ((glyph & PANGO_GLYPH_UNKNOWN_FLAG) == 0 || glyph == PANGO_GLYPH_INVALID_INPUT) continue;
            char bytes[6];
            const auto length = g_unichar_to_utf8(glyph & ~PANGO_GLYPH_UNKNOWN_FLAG, bytes);
            const std::string character{bytes, static_cast<std::size_t>(length)};
            if (std::ranges::find(unknown, character) == unknown.end()) unknown.push_back(character);
        }
    } while (pango_layout_iter_next_run(lines) != FALSE);
    pango_layout_iter_free(lines);
    return unknown;
}

std::string without(std::string_view text, const std::vector<std::string>& characters) {
    std::string kept;
    const char* const end = text.data() + text.size();
    for (const char* at = text.data(); at < end;) {
        const char* const next = g_utf8_next_char(at);
        const std::string_view character{at, static_cast<std::size_t>(next - at)};
        if (std::ranges::find(characters, character) == characters.end()) kept += character;
        at = next;
    }
    return kept;
}

double luminance(std::uint32_t colour) {
    const auto linear = [](std::uint32_t byte) {
        const double part = static_cast<double>(byte & 0xFF) / 255;
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8) + 0.0722 * linear(colour);
}

}  // namespace

double contrast(std::uint32_t one, std::uint32_t other) {
    const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
    return (lighter + 0.05) / (darker + 0.05);
}

bool takes_black_text(std::uint32_t colour) { return contrast(colour, 0) >= contrast(colour, 0xFFFFFF); }

std::vector<std::string> unprintable(std::string_view text) {
    if (is_surely_printable(text)) return {};
    const std::unique_ptr<PangoContext, FreeObject> context{
        pango_font_map_create_context(pango_cairo_font_map_get_default())};
    const std::unique_ptr<PangoLayout, FreeObject> layout{pango_layout_new(context.get())};
    const std::unique_ptr<PangoFontDescription, FreeFont> font{
        pango_font_description_from_string(font_family)};
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    return unknown_in(layout.get());
}

struct Canvas::State {
    State(cairo_t* context, Weights weights) : cairo{context}, layout{pango_cairo_create_layout(context)} {
        for (const bool bold : {false, true}) {
            auto& font = fonts[bold ? 1 : 0];
            font.reset(pango_font_description_from_string(font_family));
            const auto weight = bold                         ? PANGO_WEIGHT_BOLD
                                : weights == Weights::medium ? PANGO_WEIGHT_MEDIUM
                                                             : PANGO_WEIGHT_NORMAL;
            pango_font_description_set_weight(font.get(), weight);
        }
        // Without hinting a text has the same width at every size: fitting needs no trial, and paper no
        // pixels.
        cairo_font_options_t* options = cairo_font_options_create();
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
        pango_cairo_context_set_font_options(pango_layout_get_context(layout.get()), options);
        cairo_font_options_destroy(options);
        pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    }

    // Size of the laid-out text in the canvas's units.
    struct Extent {
        double width, height;
    };
    Extent extent() const {
        PangoRectangle logical;
        pango_layout_get_extents(layout.get(), nullptr, &logical);
        return {logical.width / (PANGO_SCALE * pango_scale), logical.height / (PANGO_SCALE * pango_scale)};
    }

    void set_size(bool bold, double line_height) {
        auto* const font = fonts[bold ? 1 : 0].get();
        pango_font_description_set_absolute_size(font, line_height * em_of_line * pango_scale * PANGO_SCALE);
        pango_layout_set_font_description(layout.get(), font);
    }

    void set_width(double width) {
        pango_layout_set_width(layout.get(),
                               width < 0 ? -1 : static_cast<int>(width * pango_scale * PANGO_SCALE));
    }

    int lines() const { return pango_layout_get_line_count(layout.get()); }

    // The picture that a PNG holds; null if it holds none. A logo is on every stand, so the last one is
    // unpacked once, and a PDF holds it once.
    cairo_surface_t* picture(std::string_view png) {
        if (last_picture && png == last_png) return last_picture.get();
        last_picture.reset();
        if (!has_moderate_size(png)) return nullptr;
        Reading reading{png};
        Surface unpacked{cairo_image_surface_create_from_png_stream(read_png, &reading)};
        if (cairo_surface_status(unpacked.get()) != CAIRO_STATUS_SUCCESS) return nullptr;
        last_png = png;
        last_picture = std::move(unpacked);
        return last_picture.get();
    }

    std::string last_png;
    Surface last_picture;
    cairo_t* cairo;
    std::unique_ptr<PangoLayout, FreeObject> layout;
    std::unique_ptr<PangoFontDescription, FreeFont> fonts[2];
    bool black = true;

    void apply_ink() const {
        const double grey = black ? 0 : 1;
        cairo_set_source_rgb(cairo, grey, grey, grey);
    }

    bool wraps_into(Box box, const TextStyle& style, double size) {
        set_size(style.bold, size);
        set_width(box.width);
        const auto used = extent();
        return lines() <= style.lines_max && used.height <= box.height * 1.001 &&
               used.width <= box.width * 1.001;
    }

    // Leaves the layout set to the largest form that fits; see Canvas::text.
    void fit(Box box, const TextStyle& style) {
        pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_NONE);
        pango_layout_set_height(layout.get(), -1);
        const auto largest = std::min(style.size_max, box.height);
        set_size(style.bold, largest);
        set_width(-1);
        const auto natural = extent();
        const auto one_line = largest * std::min(1.0, box.width / std::max(natural.width, 1e-6)) * 0.999;
        const auto single_min =
            style.lines_max > 1 ? std::max(largest * 0.75, style.size_min) : style.size_min;
        if (one_line >= single_min) return set_size(style.bold, one_line);
        for (auto size = largest; style.lines_max > 1 && size >= style.size_min; size *= 0.95)
            if (wraps_into(box, style, size)) return;
        set_size(style.bold, style.size_min);
        set_width(box.width);
        pango_layout_set_height(layout.get(), -style.lines_max);
        pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
    }
};

Canvas::Canvas(_cairo* cairo, Weights weights) : state_{std::make_unique<State>(cairo, weights)} {}
Canvas::~Canvas() = default;

Box Canvas::text(Box box, std::string_view text, const TextStyle& style) {
    if (text.empty()) return {box.x, box.y, 0, 0};
    auto* const layout = state_->layout.get();
    const auto unknown = unprintable(text);
    const auto printed = unknown.empty() ? std::string{text} : without(text, unknown);
    pango_layout_set_text(layout, printed.data(), static_cast<int>(printed.size()));
    constexpr PangoAlignment alignments[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT};
    pango_layout_set_alignment(layout, alignments[static_cast<int>(style.align)]);
    state_->fit(box, style);
    const auto used = state_->extent();
    const bool free_width = pango_layout_get_width(layout) < 0;
    const double slack = box.width - used.width;
    const double shift = style.align == Align::left ? 0 : style.align == Align::centre ? slack / 2 : slack;
    const double spare = box.height - used.height;
    const double down = style.place == Place::top ? 0 : style.place == Place::middle ? spare / 2 : spare;
    auto* const cairo = state_->cairo;
    cairo_save(cairo);
    state_->apply_ink();
    cairo_translate(cairo, free_width ? box.x + shift : box.x, box.y + down);
    cairo_scale(cairo, 1 / pango_scale, 1 / pango_scale);
    pango_cairo_show_layout(cairo, layout);
    cairo_restore(cairo);
    return {box.x + shift, box.y + down, used.width, used.height};
}

void Canvas::symbol(const qr::Symbol& symbol, double x, double y, double side) {
    const double module = side / (symbol.size() + 2 * qr::Symbol::quiet_zone);
    const auto mask = mask_of(symbol);
    auto* const cairo = state_->cairo;
    cairo_save(cairo);
    state_->apply_ink();
    cairo_translate(cairo, x + module * qr::Symbol::quiet_zone, y + module * qr::Symbol::quiet_zone);
    cairo_scale(cairo, module, module);
    const std::unique_ptr<cairo_pattern_t, FreePattern> pattern{cairo_pattern_create_for_surface(mask.get())};
    cairo_pattern_set_filter(pattern.get(), CAIRO_FILTER_NEAREST);
    cairo_mask(cairo, pattern.get());
    cairo_restore(cairo);
}

void Canvas::fill(Box box, bool black) {
    const double grey = black ? 0 : 1;
    cairo_set_source_rgb(state_->cairo, grey, grey, grey);
    cairo_rectangle(state_->cairo, box.x, box.y, box.width, box.height);
    cairo_fill(state_->cairo);
}

void Canvas::fill(Box box, std::uint32_t colour) {
    const auto part = [colour](int shift) { return static_cast<double>(colour >> shift & 0xFF) / 255; };
    cairo_set_source_rgb(state_->cairo, part(16), part(8), part(0));
    cairo_rectangle(state_->cairo, box.x, box.y, box.width, box.height);
    cairo_fill(state_->cairo);
}

void Canvas::frame(Box box, double line_width, double radius) {
    auto* const cairo = state_->cairo;
    state_->apply_ink();
    cairo_set_line_width(cairo, line_width);
    const double half = line_width / 2;
    const double left = box.x + half, top = box.y + half, right = box.x + box.width - half,
                 bottom = box.y + box.height - half;
    constexpr double quarter = std::numbers::pi / 2;
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, right - radius, top + radius, radius, -quarter, 0);
    cairo_arc(cairo, right - radius, bottom - radius, radius, 0, quarter);
    cairo_arc(cairo, left + radius, bottom - radius, radius, quarter, 2 * quarter);
    cairo_arc(cairo, left + radius, top + radius, radius, 2 * quarter, 3 * quarter);
    cairo_close_path(cairo);
    cairo_stroke(cairo);
}

void Canvas::line(double x1, double y1, double x2, double y2, double line_width, bool dashed) {
    auto* const cairo = state_->cairo;
    cairo_save(cairo);
    state_->apply_ink();
    cairo_set_line_width(cairo, line_width);
    const double dashes[] = {6 * line_width, 6 * line_width};
    if (dashed) cairo_set_dash(cairo, dashes, 2, 0);
    cairo_move_to(cairo, x1, y1);
    cairo_line_to(cairo, x2, y2);
    cairo_stroke(cairo);
    cairo_restore(cairo);
}

void Canvas::begin_turn(Box box) {
    cairo_save(state_->cairo);
    cairo_translate(state_->cairo, 2 * box.x + box.width, 2 * box.y + box.height);
    cairo_scale(state_->cairo, -1, -1);
}
void Canvas::end_turn() { cairo_restore(state_->cairo); }

void Canvas::begin_frame(double x, double y, double scale) {
    cairo_save(state_->cairo);
    cairo_translate(state_->cairo, x, y);
    cairo_scale(state_->cairo, scale, scale);
}
void Canvas::end_frame() { cairo_restore(state_->cairo); }

struct Canvas::Recording::State {
    explicit State(Surface drawn) : surface{std::move(drawn)} {}
    Surface surface;
};
Canvas::Recording::Recording(std::unique_ptr<State> state) : state_{std::move(state)} {}
Canvas::Recording::Recording(Recording&&) noexcept = default;
Canvas::Recording::~Recording() = default;

Canvas::Recording Canvas::record(double width, double height, const std::function<void()>& draw) {
    const cairo_rectangle_t extents{0, 0, width, height};
    Surface surface{cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extents)};
    auto* const outside = state_->cairo;
    state_->cairo = cairo_create(surface.get());
    draw();
    cairo_destroy(state_->cairo);
    state_->cairo = outside;
    return Recording{std::make_unique<Recording::State>(std::move(surface))};
}

void Canvas::replay(const Recording& recording) {
    cairo_set_source_surface(state_->cairo, recording.state_->surface.get(), 0, 0);
    cairo_paint(state_->cairo);
}

void Canvas::ink(bool black) { state_->black = black; }

bool Canvas::picture(Box box, std::string_view png) {
    auto* const surface = state_->picture(png);
    if (surface == nullptr) return false;
    if (box.width <= 0 || box.height <= 0) return true;
    const double width = cairo_image_surface_get_width(surface);
    const double height = cairo_image_surface_get_height(surface);
    const double scale = std::min(box.width / width, box.height / height);
    auto* const cairo = state_->cairo;
    cairo_save(cairo);
    cairo_translate(cairo, box.x + (box.width - width * scale) / 2,
                    box.y + (box.height - height * scale) / 2);
    cairo_scale(cairo, scale, scale);
    cairo_set_source_surface(cairo, surface, 0, 0);
    cairo_paint(cairo);
    cairo_restore(cairo);
    return true;
}

}  // namespace choqr::pictures
