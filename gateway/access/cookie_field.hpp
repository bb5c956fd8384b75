#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/header_field.hpp"

namespace choqr::gateway {

/// The value of a request's only Cookie field. Nothing: there is none, there are several, so that it cannot
/// be told which is meant, or it is very long.
std::optional<std::string_view> cookie_field(std::span<const HeaderField> fields);

/// Takes the next "name=value" (RFC 6265, 4.2.1) off `rest`, which is not empty.
std::string_view take_cookie(std::string_view& rest);

/// The value of the cookie of this name; nothing if there is none, or several.
std::optional<std::string_view> cookie_named(std::span<const HeaderField> fields, std::string_view name);

}  // namespace choqr::gateway
