#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace choqr {

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_valid_utf8(std::string_view text);

/// Code points in valid UTF-8.
std::size_t count_code_points(std::string_view utf8);

/// Unicode normalization form C; nothing for invalid UTF-8. What people typed is stored like this, so that "ế" is one
/// letter whichever keyboard wrote it.
std::optional<std::string> to_nfc(std::string_view text);

/// Canonical decomposition (NFD); nothing for invalid UTF-8.
std::optional<std::string> to_nfd(std::string_view text);

/// A name or label for screens and paper: NFC, no control, format, bidirectional-override, private-use, unassigned or
/// surrogate characters, outer white space trimmed and inner runs made one space. Nothing if refused or empty.
std::optional<std::string> to_label(std::string_view text);

}  // namespace choqr
