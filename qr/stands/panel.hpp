#pragma once

#include "pictures/canvas.hpp"
#include "qr/symbol.hpp"
#include "stands/stands.hpp"

// The faces of the stands, in millimetres, at the size in which they were designed. Private to stands.
namespace choqr::stands {

/// 105 × 148.5 (A6 standing; the A4 poster is the same, twice as large).
void draw_portrait(pictures::Canvas& canvas, const Stand& stand, const qr::Symbol& symbol,
                   std::string_view logo_png);
/// 210 × 148.5 (A5 lying; the sticker of sheet8 is the same at half the size).
void draw_landscape(pictures::Canvas& canvas, const Stand& stand, const qr::Symbol& symbol,
                    std::string_view logo_png, double scale);
/// 70 × 37.125: all but the vendor's name. Of a label at the sheet's upper or lower edge the code keeps off
/// that edge.
enum class Row { first, between, last };
void draw_label(pictures::Canvas& canvas, const Stand& stand, const qr::Symbol& symbol, Row row);
/// 48 × 100, for `dots_per_unit` dots to each unit of a receipt printer: every module is a whole number of
/// them.
void draw_slip(pictures::Canvas& canvas, const Stand& stand, const qr::Symbol& symbol, double dots_per_unit);

}  // namespace choqr::stands
