#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace choqr::book {

/// Makes the personal part of an event small before it is sealed: one byte, then `plain` as it is or under
/// Zstandard (RFC 8878) with a dictionary of what providers' notices have in common, whichever is shorter. A
/// notice of 400 bytes becomes about 130.
std::string pack_personal(std::string_view plain);
/// What that made, and what was made of it under raw DEFLATE before. Nothing if `packed` is not such a text
/// or would grow beyond 1 MiB.
std::optional<std::string> unpack_personal(std::string_view packed);

}  // namespace choqr::book
