#include "stands/aisle_list.hpp"

#include <cairo-pdf.h>

#include <algorithm>
#include <memory>

#include "pictures/canvas.hpp"

namespace choqr::stands {
namespace {

using pictures::Align;
using pictures::Canvas;
using pictures::Place;

constexpr double points_per_mm = 72 / 25.4;
constexpr double page_width = 210, page_height = 297, left = 12, right = 198, top = 26, bottom = 284;
constexpr double row_height = 8, zone_height = 9;

struct Column {
    double x, width;
    const char* title;
};
constexpr Column box{left, 6, ""}, stall{left + 7, 26, "Quầy"}, who{left + 34, 62, "Tên – ngành hàng"},
    account{left + 97, 34, "Tài khoản"}, stand{left + 132, 18, "Bảng QR"}, note{left + 151, 35, "Ghi chú"};

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

/// Where each row lies: a zone's name stands above its first row, and again on each page.
struct Line {
    int page;
    double y;
    bool begins_zone;
};

std::vector<Line> lines_of(std::span<const AisleRow> rows) {
    std::vector<Line> lines;
    int page = 0;
    double y = top;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const bool is_new = i == 0 || rows[i].zone != rows[i - 1].zone;
        const bool is_full = y + row_height + (is_new ? zone_height : 0) > bottom;
        if (is_full) ++page, y = top;
        const bool begins_zone = is_new || is_full;
        if (begins_zone) y += zone_height;
        lines.push_back({page, y, begins_zone});
        y += row_height;
    }
    return lines;
}

void text_in(Canvas& canvas, const Column& column, double y, const std::string& text, bool bold = false) {
    canvas.text({column.x, y, column.width, row_height}, text,
                {.size_max = 4.4, .size_min = 2.2, .bold = bold, .lines_max = 2, .place = Place::middle});
}

void draw_head(Canvas& canvas, const std::string& title, const std::string& date, int page, int pages) {
    canvas.text({left, 9, 130, 8}, title, {.size_max = 7, .size_min = 3.5, .bold = true});
    canvas.text({right - 60, 10, 60, 6},
                date + " · trang " + std::to_string(page) + "/" + std::to_string(pages),
                {.size_max = 4.2, .size_min = 2.5, .align = Align::right});
    for (const auto& column : {stall, who, account, stand, note})
        canvas.text({column.x, 19, column.width, 5}, column.title, {.size_max = 3.6, .size_min = 2.4});
    canvas.line(left, 24.4, right, 24.4, 0.4);
}

void draw_row(Canvas& canvas, const AisleRow& row, const Line& line) {
    if (line.begins_zone)
        canvas.text({left, line.y - zone_height + 1.5, right - left, 6.5},
                    row.zone.empty() ? std::string{"(chưa ghi khu)"} : row.zone,
                    {.size_max = 5.4, .size_min = 3, .bold = true, .place = Place::middle});
    canvas.frame({box.x + 0.5, line.y + 1.8, 4.4, 4.4}, 0.3);
    text_in(canvas, stall, line.y, row.stall, true);
    text_in(canvas, who, line.y, row.who);
    text_in(canvas, account, line.y, row.account.empty() ? "chưa có" : row.account, row.account.empty());
    text_in(canvas, stand, line.y, row.stand.empty() ? "chưa in" : row.stand, row.stand.empty());
    canvas.line(left, line.y + row_height, right, line.y + row_height, 0.12);
}

}  // namespace

std::string make_aisle_list(std::span<const AisleRow> rows, const std::string& title,
                            const std::string& date) {
    std::string bytes;
    const std::unique_ptr<cairo_surface_t, FreeSurface> surface{cairo_pdf_surface_create_for_stream(
        append, &bytes, page_width * points_per_mm, page_height * points_per_mm)};
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, "2026-01-01T00:00:00Z");
    const std::unique_ptr<cairo_t, FreeCairo> cairo{cairo_create(surface.get())};
    cairo_scale(cairo.get(), points_per_mm, points_per_mm);
    {
        Canvas canvas{cairo.get(), pictures::Weights::regular};
        const auto lines = lines_of(rows);
        const int pages = lines.empty() ? 1 : lines.back().page + 1;
        draw_head(canvas, title, date, 1, pages);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (i > 0 && lines[i].page != lines[i - 1].page) {
                cairo_show_page(cairo.get());
                draw_head(canvas, title, date, lines[i].page + 1, pages);
            }
            draw_row(canvas, rows[i], lines[i]);
        }
    }
    cairo_surface_finish(surface.get());
    const bool failed = cairo_status(cairo.get()) != CAIRO_STATUS_SUCCESS ||
                        cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS;
    return failed ? std::string{} : bytes;
}

}  // namespace choqr::stands
