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
                    std::string_view logo_png);
/// 70 × 37.125: all but the vendor's name.
void draw_label(pictures::Canvas& canvas, const Stand& stand, const qr::Symbol& symbol);

}  // namespace choqr::stands
