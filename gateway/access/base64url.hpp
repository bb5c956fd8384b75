#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace choqr::gateway {

/// RFC 4648 section 5, without padding: how browsers write the bytes of passkeys.
std::string to_base64url(std::string_view bytes);
/// Strict: one way to write it.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace choqr::gateway
