#include "stands/panel.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace choqr::stands {
namespace {

using pictures::Align;
using pictures::Box;
using pictures::Canvas;
using pictures::Place;

constexpr const char* invitation = "Quét bằng mọi ứng dụng ngân hàng, ví";
constexpr const char* comparison = "So tên và 4 số cuối trước khi chuyển";
constexpr const char* trust = "Chỉ tin loa, không tin ảnh chụp";

double quiet_of(const qr::Symbol& symbol, double side) {
    return side * qr::Symbol::quiet_zone / (symbol.size() + 2 * qr::Symbol::quiet_zone);
}

/// How far a square of the symbol and its quiet zone must stay off an edge, so that no ink is nearer to it
/// than `margin`.
double inset_of(const qr::Symbol& symbol, double side, double margin) {
    return std::max(0.0, margin - quiet_of(symbol, side));
}

std::string joined(const std::string& first, const char* between, const std::string& second) {
    if (first.empty() || second.empty()) return first + second;
    return first + between + second;
}

std::string stall_title(const Stand& stand) {
    return (stand.trial ? "THỬ · QUẦY " : "QUẦY ") + stand.stall_code;
}
const char* invitation_of(const Stand& stand) {
    return stand.trial ? "THỬ: không phải tiền thật" : invitation;
}
std::string bank_and_phone(const Stand& stand) { return joined(stand.bank, " · ", stand.phone); }

std::string edition(const Stand& stand) {
    return "Bản " + std::to_string(stand.version) + (stand.printed.empty() ? "" : " · in " + stand.printed);
}

// The market's name, on its colour if it has one: in black or in white, whichever is easier to read.
void draw_market(Canvas& canvas, Box box, const Stand& stand, const std::string& text,
                 pictures::TextStyle style) {
    if (stand.colour == 0 || text.empty()) {
        canvas.text(box, text, style);
        return;
    }
    const double inset = 0.15 * box.height;
    canvas.fill(box, stand.colour);
    style.place = Place::middle;
    canvas.ink(pictures::takes_black_text(stand.colour));
    canvas.text({box.x + inset, box.y, box.width - 2 * inset, box.height}, text, style);
    canvas.ink(true);
}

// Who sells above what is sold; one alone stands in the middle.
void draw_vendor_and_goods(Canvas& canvas, Box box, const Stand& stand, double size, Align align) {
    const double half = box.height / 2, least = 0.36 * size;
    if (stand.vendor.empty() || stand.goods.empty()) {
        canvas.text(
            box, stand.vendor + stand.goods,
            {.size_max = size, .size_min = least, .lines_max = 2, .align = align, .place = Place::middle});
        return;
    }
    canvas.text(
        {box.x, box.y, box.width, half}, stand.vendor,
        {.size_max = size, .size_min = least, .lines_max = 2, .align = align, .place = Place::bottom});
    canvas.text(
        {box.x, box.y + half, box.width, half}, stand.goods,
        {.size_max = 0.9 * size, .size_min = least, .lines_max = 2, .align = align, .place = Place::top});
}

// "H7K4" in a frame, with its label inside: what a buyer tells the board when a payment is to be found.
void draw_code(Canvas& canvas, Box box, const Stand& stand) {
    if (stand.human_code.empty()) return;
    canvas.frame(box, 0.045 * box.height, 0.2 * box.height);
    const double inset = 0.25 * box.height;
    const double label = 0.42 * box.width;
    canvas.text({box.x + inset, box.y, label - inset, box.height}, "Mã quầy",
                {.size_max = 0.5 * box.height, .size_min = 0.2 * box.height, .place = Place::middle});
    canvas.text({box.x + label, box.y, box.width - label - inset, box.height}, stand.human_code,
                {.size_max = 0.92 * box.height,
                 .size_min = 0.3 * box.height,
                 .bold = true,
                 .align = Align::right,
                 .place = Place::middle});
}

}  // namespace

void draw_portrait(Canvas& canvas, const Stand& stand, const qr::Symbol& symbol, std::string_view logo_png) {
    constexpr double left = 6, right = 99;
    const double logo = logo_png.empty() ? 0 : 14;
    if (logo > 0) canvas.picture({right - logo, 5, logo, 14}, logo_png);
    const double end = right - (logo > 0 ? logo + 2 : 0);
    draw_market(canvas, {left, 4.6, end - left - 24, 4.6}, stand, stand.market,
                {.size_max = 4.4, .size_min = 2.4});
    canvas.text({end - 23, 5, 23, 3.4}, edition(stand),
                {.size_max = 3, .size_min = 1.8, .align = Align::right});
    const auto title = canvas.text({left, 9.4, 0.62 * (end - left), 12}, stall_title(stand),
                                   {.size_max = 11.4, .size_min = 4, .lines_max = 2, .place = Place::middle});
    const double beside = title.x + title.width + 3;
    draw_vendor_and_goods(canvas, {beside, 9, end - beside, 11.8}, stand, 5.8, Align::right);

    // The quiet zone may reach the paper's edge: the panel is white all around.
    canvas.symbol(symbol, 1.5, 16.4, 102);

    canvas.text({left, 118, 62, 11.6}, stand.account_name,
                {.size_max = 8.4, .size_min = 2.6, .bold = true, .lines_max = 2, .place = Place::middle});
    canvas.text({left, 129.6, 62, 7}, bank_and_phone(stand),
                {.size_max = 4.6, .size_min = 2.2, .lines_max = 2, .place = Place::top});
    canvas.text({69, 117.8, right - 69, 4.4}, "4 số cuối",
                {.size_max = 4, .size_min = 2, .align = Align::right});
    canvas.text({69, 120.8, right - 69, 16}, stand.last_four,
                {.size_max = 17, .size_min = 4, .bold = true, .align = Align::right, .place = Place::middle});
    canvas.line(left, 136.9, right, 136.9, 0.25);
    canvas.text({left, 137.3, 53, 4}, invitation_of(stand), {.size_max = 3.9, .size_min = 2});
    canvas.text({left, 140.7, 53, 3.1}, comparison, {.size_max = 3, .size_min = 1.8});
    canvas.text({left, 143.7, 53, 3.1}, trust, {.size_max = 3, .size_min = 1.8});
    draw_code(canvas, {63, 138, right - 63, 6}, stand);
}

void draw_landscape(Canvas& canvas, const Stand& stand, const qr::Symbol& symbol, std::string_view logo_png,
                    double scale) {
    // Of many modules the quiet zone is thinner than a printer's edge: the code is as large as lets it be
    // seen.
    constexpr double height = 148.5;
    const double margin = unprintable_mm / scale;
    const double side =
        inset_of(symbol, height, margin) == 0
            ? height
            : (height - 2 * margin) * (symbol.size() + 2 * qr::Symbol::quiet_zone) / symbol.size();
    canvas.symbol(symbol, (height - side) / 2, (height - side) / 2, side);
    constexpr double left = 147, width = 54;
    const double logo = logo_png.empty() ? 0 : 15;
    if (logo > 0) canvas.picture({left + width - logo, 9, logo, 15}, logo_png);
    draw_market(canvas, {left, 8.5, width - logo, 9.5}, stand, stand.market,
                {.size_max = 6, .size_min = 3.4, .lines_max = 2, .place = Place::middle});
    canvas.text({left, 18, width - logo, 24}, stall_title(stand),
                {.size_max = 17, .size_min = 5, .lines_max = 2, .place = Place::middle});
    draw_vendor_and_goods(canvas, {left, 42, width, 15.5}, stand, 7.5, Align::left);
    canvas.line(left, 59, left + width, 59, 0.3);
    canvas.text({left, 60.5, width, 21}, stand.account_name,
                {.size_max = 10, .size_min = 3.8, .bold = true, .lines_max = 3, .place = Place::middle});
    canvas.text({left, 82, width, 14.4}, bank_and_phone(stand),
                {.size_max = 5.6, .size_min = 3.2, .lines_max = 3});
    canvas.text({left, 97, width, 5.5}, "4 số cuối", {.size_max = 5.2, .size_min = 3});
    canvas.text({left, 100, width, 22}, stand.last_four,
                {.size_max = 25, .size_min = 6, .bold = true, .place = Place::middle});
    draw_code(canvas, {left, 122.5, width, 9}, stand);
    canvas.text({left, 132.6, width, 4.6}, invitation_of(stand), {.size_max = 4.4, .size_min = 2.2});
    canvas.text({left, 137, width, 4}, trust, {.size_max = 3.8, .size_min = 2.2});
    canvas.text({left, 140.9, width, 3.2}, edition(stand), {.size_max = 3.1, .size_min = 2});
}

void draw_label(Canvas& canvas, const Stand& stand, const qr::Symbol& symbol, Row row) {
    // The first column's left edge is the paper's, and the code stands there in all of them.
    constexpr double height = 37.125, side = 32.4, left = 36.4, width = 29;
    const double off = inset_of(symbol, side, unprintable_mm), room = height - side;
    const double y = row == Row::first ? off : row == Row::last ? room - off : room / 2;
    canvas.symbol(symbol, off, std::clamp(y, 0.0, room), side);
    canvas.text({left, 3.8, width, 5.2}, stall_title(stand), {.size_max = 5.2, .size_min = 2});
    draw_market(canvas, {left, 9, width, 2.2}, stand, joined(stand.market, " · ", stand.goods),
                {.size_max = 2, .size_min = 1.2, .place = Place::middle});
    canvas.text({left, 11.2, width, 5.4}, stand.account_name,
                {.size_max = 3.8, .size_min = 1.6, .bold = true, .lines_max = 2, .place = Place::middle});
    canvas.text({left, 16.4, width, 4.6}, bank_and_phone(stand),
                {.size_max = 2.5, .size_min = 1.4, .lines_max = 2, .place = Place::middle});
    canvas.text({left, 20.4, 15, 7}, stand.last_four,
                {.size_max = 8, .size_min = 3, .bold = true, .place = Place::middle});
    canvas.text({left + 15, 24.4, width - 15, 1.8}, edition(stand),
                {.size_max = 1.7, .size_min = 1, .align = Align::right});
    draw_code(canvas, {left, 27.4, width, 3.8}, stand);
    canvas.text({left, 31.4, width, 1.9}, invitation_of(stand), {.size_max = 1.8, .size_min = 1.2});
    canvas.text({left, 33.2, width, 1.9}, trust, {.size_max = 1.8, .size_min = 1.2});
}

void draw_slip(Canvas& canvas, const Stand& stand, const qr::Symbol& symbol, double dots_per_unit) {
    constexpr double width = 48;
    canvas.text({0, 1, width - 16, 3.4}, stand.market, {.size_max = 3.2, .size_min = 2});
    canvas.text({width - 16, 1, 16, 3}, edition(stand),
                {.size_max = 2.4, .size_min = 1.6, .align = Align::right});
    canvas.text({0, 4.4, width, 8}, stall_title(stand),
                {.size_max = 7.6,
                 .size_min = 3,
                 .bold = true,
                 .lines_max = 2,
                 .align = Align::centre,
                 .place = Place::middle});
    canvas.text({0, 12.4, width, 3.6}, joined(stand.vendor, " · ", stand.goods),
                {.size_max = 3.2, .size_min = 1.8, .align = Align::centre});
    const double modules = symbol.size() + 2 * qr::Symbol::quiet_zone;
    const double side = std::floor(width * dots_per_unit / modules) * modules / dots_per_unit;
    // On a dot, too, or each module would be as wide as its neighbours leave it.
    const double x = std::floor((width - side) / 2 * dots_per_unit) / dots_per_unit;
    canvas.symbol(symbol, x, std::floor(16 * dots_per_unit) / dots_per_unit, side);
    canvas.text({0, 64.4, width, 8.4}, stand.account_name,
                {.size_max = 5,
                 .size_min = 2.4,
                 .bold = true,
                 .lines_max = 2,
                 .align = Align::centre,
                 .place = Place::middle});
    canvas.text(
        {0, 73, width, 6}, bank_and_phone(stand),
        {.size_max = 3, .size_min = 2, .lines_max = 2, .align = Align::centre, .place = Place::middle});
    canvas.text({0, 79.4, 18, 8}, "4 số cuối", {.size_max = 3.4, .size_min = 2, .place = Place::middle});
    canvas.text({18, 79.2, width - 18, 8.6}, stand.last_four,
                {.size_max = 9, .size_min = 4, .bold = true, .align = Align::right, .place = Place::middle});
    draw_code(canvas, {0, 88.2, width, 4.6}, stand);
    canvas.text({0, 93.2, width, 3.2}, invitation_of(stand),
                {.size_max = 2.8, .size_min = 1.8, .align = Align::centre});
    canvas.text({0, 96.4, width, 3.2}, trust, {.size_max = 2.8, .size_min = 1.8, .align = Align::centre});
}

}  // namespace choqr::stands
