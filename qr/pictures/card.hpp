#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/vnd.hpp"

namespace choqr::pictures {

/// The four pictures that Vietnamese developers know from quick links, in their sizes but in a design of our
/// own: no bank's or scheme's logo, the bank's name in words.
enum class Template {
    qr_only,   ///< 480 × 480: the symbol.
    compact,   ///< 540 × 540: the symbol and the bank's name.
    compact2,  ///< 540 × 640: also account, holder, amount and text.
    print,     ///< 600 × 776: the same in full, framed.
};
std::optional<Template> parse_template(std::string_view text);

enum class Format { png, jpg, svg };
std::optional<Format> parse_format(std::string_view text);
/// "image/png" and so on.
std::string_view content_type(Format format);

/// What a picture shows. Texts are valid UTF-8; empty ones are left out.
struct Card {
    std::string payload;
    std::string bank;
    std::string account;
    std::string account_name;
    std::optional<Vnd> amount;
    std::string content;
};

/// The picture's bytes; empty if the payload is empty or does not fit a symbol.
std::string draw_card(const Card& card, Template kind, Format format);

}  // namespace choqr::pictures
