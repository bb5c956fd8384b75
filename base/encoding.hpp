#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace choqr {

/// Lower-case hexadecimal.
std::string to_hex(std::string_view bytes);
/// An even number of lower-case hex digits and nothing else. Signatures are compared in this one form.
std::optional<std::string> from_lower_hex(std::string_view text);

/// RFC 4648 section 4, with padding.
std::string to_base64(std::string_view bytes);
/// Strict: the standard alphabet, padding present, trailing bits zero, no white space.
std::optional<std::string> from_base64(std::string_view text);

/// Decodes %XX and '+' of a form field or query value; nothing for a broken escape.
std::optional<std::string> url_decode(std::string_view text);
/// Percent-encodes everything but unreserved characters (RFC 3986).
std::string url_encode(std::string_view text);

}  // namespace choqr
