#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace choqr::connectors {

/// Names and values of a form, in order, each name once, all valid UTF-8; at most 64 of them.
using Form = std::vector<std::pair<std::string, std::string>>;

/// application/x-www-form-urlencoded. Nothing for a broken escape, a repeated name or invalid UTF-8.
std::optional<Form> parse_urlencoded(std::string_view body);

/// multipart/form-data (RFC 7578): the body begins with the first delimiter line and ends with the closing
/// one; each part has a Content-Disposition with a quoted name. Nothing for anything else.
std::optional<Form> parse_multipart(std::string_view body, std::string_view boundary);

}  // namespace choqr::connectors
