#include "stands/stands.hpp"

#include <cairo-pdf.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "base/assert.hpp"
#include "stands/panel.hpp"

namespace choqr::stands {
namespace {

using pictures::Canvas;

constexpr double points_per_mm = 72 / 25.4;
constexpr int dots_per_mm = 8;  // Of a receipt printer.
constexpr double slip_width = 48, slip_height = 100;

// How the panels of a layout lie on the sheet. A panel is drawn at its design size times `scale`.
struct Grid {
    int columns, rows;
    double scale;
    bool folded;  ///< Each panel has a twin above it, upside down; the rows are counted without the twins.
    double panel_width, panel_height;
    double page_width = 210, page_height = 297;
};

constexpr Grid grid_of(Layout layout) {
    switch (layout) {
        case Layout::a6:
            return {2, 1, 1, true, 105, 148.5};
        case Layout::a5:
            return {1, 1, 1, true, 210, 148.5};
        case Layout::a4:
            return {1, 1, 2, false, 210, 297};
        case Layout::sheet8:
            return {2, 4, 0.5, false, 105, 74.25};
        case Layout::sheet24:
            return {3, 8, 1, false, 70, 37.125};
        case Layout::roll58:
            return {1, 1, 1, false, 58, slip_height, 58, slip_height};
        case Layout::roll80:
            return {1, 1, 1.5, false, 80, 1.5 * slip_height, 80, 1.5 * slip_height};
    }
    return {1, 1, 1, false, 210, 297};
}

struct FreeSurface {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct FreeCairo {
    void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
};

cairo_status_t append(void* closure, const unsigned char* data, unsigned length) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

class Sheets {
public:
    Sheets(std::span<const Stand> stands, const Options& options)
        : stands_{stands},
          options_{options},
          grid_{grid_of(options.layout)},
          surface_{cairo_pdf_surface_create_for_stream(append, &pdf_.bytes, grid_.page_width * points_per_mm,
                                                       grid_.page_height * points_per_mm)},
          cairo_{cairo_create(surface_.get())} {
        describe();
        cairo_scale(cairo_.get(), points_per_mm, points_per_mm);
        canvas_ = std::make_unique<Canvas>(cairo_.get(), pictures::Weights::medium);
    }

    Pdf run() {
        if (!options_.logo_png.empty() && !canvas_->picture({0, 0, 0, 0}, options_.logo_png))
            return problem(Problem::logo_unreadable, 0);
        for (std::size_t i = 0; i < stands_.size(); ++i) {
            const auto symbol = qr::Symbol::make(stands_[i].payload);
            if (!symbol) return problem(Problem::payload_unfit, i);
            draw(i, *symbol);
            if (options_.on_progress) options_.on_progress(i + 1);
        }
        canvas_.reset();
        cairo_surface_finish(surface_.get());
        if (cairo_status(cairo_.get()) != CAIRO_STATUS_SUCCESS ||
            cairo_surface_status(surface_.get()) != CAIRO_STATUS_SUCCESS)
            return problem(Problem::drawing_failed, 0);
        return std::move(pdf_);
    }

private:
    static Pdf problem(Problem problem, std::size_t index) { return {{}, problem, index}; }

    // Cairo would write the time of day; a pure function has none.
    void describe() {
        auto* const surface = surface_.get();
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, "Bảng QR");
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "choqr");
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "2026-01-01T00:00:00Z");
    }

    void draw(std::size_t index, const qr::Symbol& symbol) {
        const auto per_sheet = stands_per_sheet(options_.layout);
        const auto place = static_cast<int>(index % per_sheet);
        if (place == 0) {
            if (index > 0) cairo_show_page(cairo_.get());
            draw_marks();
        }
        const double x = place % grid_.columns * grid_.panel_width;
        const int row = place / grid_.columns;
        const double y = row * grid_.panel_height + (grid_.folded ? grid_.page_height / 2 : 0);
        if (!grid_.folded) return draw_panel(index, symbol, x, y);
        // Both faces of a table stand are one drawing: half the bytes and half the work.
        const auto face =
            canvas_->record(grid_.panel_width, grid_.panel_height, [&] { draw_panel(index, symbol, 0, 0); });
        canvas_->begin_frame(x, y, 1);
        canvas_->replay(face);
        canvas_->end_frame();
        canvas_->begin_turn({x, 0, grid_.panel_width, grid_.panel_height});
        canvas_->begin_frame(x, 0, 1);
        canvas_->replay(face);
        canvas_->end_frame();
        canvas_->end_turn();
    }

    Row row_of(std::size_t index) const {
        const auto row = static_cast<int>(index % stands_per_sheet(options_.layout)) / grid_.columns;
        return row == 0 ? Row::first : row == grid_.rows - 1 ? Row::last : Row::between;
    }

    void draw_panel(std::size_t index, const qr::Symbol& symbol, double x, double y) {
        const bool is_slip = options_.layout == Layout::roll58 || options_.layout == Layout::roll80;
        const double margin = is_slip ? (grid_.page_width - grid_.scale * slip_width) / 2 : 0;
        canvas_->begin_frame(x + margin, y, grid_.scale);
        const auto& stand = stands_[index];
        switch (options_.layout) {
            case Layout::a6:
            case Layout::a4:
                draw_portrait(*canvas_, stand, symbol, options_.logo_png);
                break;
            case Layout::a5:
            case Layout::sheet8:
                draw_landscape(*canvas_, stand, symbol, options_.logo_png, grid_.scale);
                break;
            case Layout::sheet24:
                draw_label(*canvas_, stand, symbol, row_of(index));
                break;
            case Layout::roll58:
            case Layout::roll80:
                draw_slip(*canvas_, stand, symbol, grid_.scale * dots_per_mm);
                break;
        }
        canvas_->end_frame();
    }

    // Dashed lines to cut along; a fold has short lines at its ends and a word, for nothing shall cross the
    // face.
    void draw_marks() {
        constexpr double hairline = 0.12;
        for (int column = 1; column < grid_.columns; ++column)
            canvas_->line(column * grid_.panel_width, 0, column * grid_.panel_width, grid_.page_height,
                          hairline, true);
        if (grid_.folded) return draw_fold();
        for (int row = 1; row < grid_.rows; ++row)
            canvas_->line(0, row * grid_.panel_height, grid_.page_width, row * grid_.panel_height, hairline,
                          true);
    }

    void draw_fold() {
        const double middle = grid_.page_height / 2;
        for (int column = 0; column < grid_.columns; ++column) {
            const double x = column * grid_.panel_width;
            canvas_->line(x, middle, x + 12, middle, 0.2);
            canvas_->line(x + grid_.panel_width - 12, middle, x + grid_.panel_width, middle, 0.2);
            canvas_->text({x + 13, middle - 1.4, 20, 2.8}, "gấp",
                          {.size_max = 2.6, .size_min = 2, .place = pictures::Place::middle});
        }
    }

    std::span<const Stand> stands_;
    const Options& options_;
    Grid grid_;
    Pdf pdf_;
    std::unique_ptr<cairo_surface_t, FreeSurface> surface_;
    std::unique_ptr<cairo_t, FreeCairo> cairo_;
    std::unique_ptr<Canvas> canvas_;
};

/// One image of ink (1) and paper, a row of whole bytes for each row of dots.
struct Raster {
    int bytes_per_row, rows;
    std::string ink;
};

// Drawn large and grey, and black where it is more than half: text of 2 mm stays readable.
Raster raster_of(const Stand& stand, const qr::Symbol& symbol, double scale) {
    const double dots_per_unit = scale * dots_per_mm;
    const int width = static_cast<int>(slip_width * dots_per_unit),
              rows = static_cast<int>(slip_height * dots_per_unit);
    const std::unique_ptr<cairo_surface_t, FreeSurface> surface{
        cairo_image_surface_create(CAIRO_FORMAT_A8, width, rows)};
    const std::unique_ptr<cairo_t, FreeCairo> cairo{cairo_create(surface.get())};
    cairo_scale(cairo.get(), dots_per_unit, dots_per_unit);
    {
        Canvas canvas{cairo.get(), pictures::Weights::medium};
        draw_slip(canvas, stand, symbol, dots_per_unit);
    }
    cairo_surface_flush(surface.get());
    const auto* const grey = cairo_image_surface_get_data(surface.get());
    const auto stride = cairo_image_surface_get_stride(surface.get());
    Raster raster{width / 8, rows, {}};
    if (grey == nullptr) return raster;
    raster.ink.assign(static_cast<std::size_t>(raster.bytes_per_row) * static_cast<std::size_t>(rows), '\0');
    for (int y = 0; y < rows; ++y)
        for (int x = 0; x < width; ++x)
            if (grey[y * stride + x] > 127) {
                const std::ptrdiff_t at = std::ptrdiff_t{y} * raster.bytes_per_row + x / 8;
                auto& byte = raster.ink[static_cast<std::size_t>(at)];
                byte = static_cast<char>(static_cast<unsigned char>(byte) | (0x80u >> (x % 8)));
            }
    return raster;
}

// GS v 0 in bands: small printers hold no more.
void append_raster(std::string& out, const Raster& raster) {
    constexpr int band = 120;
    const auto word = [&out](int value) {
        out += static_cast<char>(value & 0xff);
        out += static_cast<char>(value >> 8);
    };
    for (int y = 0; y < raster.rows; y += band) {
        const int rows = std::min(band, raster.rows - y);
        out += std::string_view{"\x1dv0\0", 4};
        word(raster.bytes_per_row);
        word(rows);
        const auto per_row = static_cast<std::size_t>(raster.bytes_per_row);
        out += std::string_view{raster.ink}.substr(static_cast<std::size_t>(y) * per_row,
                                                   static_cast<std::size_t>(rows) * per_row);
    }
}

constexpr std::array<std::string_view, 7> layout_texts{"a6",      "a5",     "a4",    "sheet8",
                                                       "sheet24", "roll58", "roll80"};
constexpr std::array<std::string_view, 5> problem_texts{"none", "no_stands", "payload_unfit",
                                                        "logo_unreadable", "drawing_failed"};

}  // namespace

std::optional<Layout> parse_layout(std::string_view text) {
    const auto found = std::ranges::find(layout_texts, text);
    if (found == layout_texts.end()) return std::nullopt;
    return static_cast<Layout>(found - layout_texts.begin());
}

std::size_t stands_per_sheet(Layout layout) {
    const auto grid = grid_of(layout);
    return static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows);
}

std::string_view text_of(Problem problem) { return problem_texts[static_cast<std::size_t>(problem)]; }

std::vector<std::string> unprintable(const Stand& stand) {
    std::vector<std::string> all;
    for (const auto* text :
         {&stand.market, &stand.stall_code, &stand.vendor, &stand.goods, &stand.account_name, &stand.bank})
        for (auto& character : pictures::unprintable(*text))
            if (std::ranges::find(all, character) == all.end()) all.push_back(std::move(character));
    return all;
}

Pdf make_pdf(std::span<const Stand> stands, const Options& options) {
    if (stands.empty()) return {{}, Problem::no_stands, 0};
    return Sheets{stands, options}.run();
}

Pdf make_escpos(std::span<const Stand> stands, const Options& options) {
    CHOQR_ASSERT(options.layout == Layout::roll58 || options.layout == Layout::roll80,
                 "a receipt printer has a roll");
    if (stands.empty()) return {{}, Problem::no_stands, 0};
    Pdf out;
    for (std::size_t i = 0; i < stands.size(); ++i) {
        const auto symbol = qr::Symbol::make(stands[i].payload);
        if (!symbol) return {{}, Problem::payload_unfit, i};
        const auto raster = raster_of(stands[i], *symbol, grid_of(options.layout).scale);
        if (raster.ink.empty()) return {{}, Problem::drawing_failed, i};
        out.bytes += "\x1b@";  // As it was switched on.
        append_raster(out.bytes, raster);
        out.bytes += std::string_view{
            "\x1b"
            "d\x04"
            "\x1dVB\0",
            7};  // Four lines, and a cut where there is a knife.
        if (options.on_progress) options.on_progress(i + 1);
    }
    return out;
}

}  // namespace choqr::stands
