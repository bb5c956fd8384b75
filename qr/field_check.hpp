#pragma once

#include <cstddef>
#include <string_view>

#include "qr/payload.hpp"

// Private to qr: the checks that writing and reading share, so that both know one rule.
namespace choqr::qr {

enum class FieldFault { none, too_short, too_long, not_printable, malformed };

struct FieldCheck {
    FieldFault fault = FieldFault::none;
    std::size_t length = 0;  ///< In characters.
};

/// `value` against the rule of its field. An empty value is too short.
FieldCheck check_field(const FieldRule& rule, std::string_view value);

/// 0x20 to 0x7E only.
bool is_printable_ascii(std::string_view text);

/// Valid UTF-8 of the basic multilingual plane without control characters.
bool is_plain_unicode(std::string_view text);

/// True if a character above U+FFFF is in `utf8`: there code points and UTF-16 units differ, and so do
/// readers' lengths.
bool leaves_the_bmp(std::string_view utf8);

bool is_letters_and_digits(std::string_view text);
bool is_digits(std::string_view text);

/// NAPAS's globally unique identifier in ID 38.
inline constexpr std::string_view napas_identifier = "A000000727";

}  // namespace choqr::qr
