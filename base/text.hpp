#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace choqr {

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_valid_utf8(std::string_view text);

/// Code points in valid UTF-8.
std::size_t count_code_points(std::string_view utf8);

/// Unicode normalization form C; nothing for invalid UTF-8. What people typed is stored like this, so that
/// "ế" is one letter whichever keyboard wrote it.
std::optional<std::string> to_nfc(std::string_view text);

/// Canonical decomposition (NFD); nothing for invalid UTF-8.
std::optional<std::string> to_nfd(std::string_view text);

/// 0 to 9 for a decimal digit of any script (٤, ４, ៤) and for raised and lowered ones; nothing for all else.
std::optional<unsigned> digit_value(std::uint32_t code_point);

/// Takes the first code point off `utf8`, which is not empty; U+FFFD and one byte where it is not UTF-8.
std::uint32_t take_code_point(std::string_view& utf8);

}  // namespace choqr
