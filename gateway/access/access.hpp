#pragma once

#include <optional>
#include <string_view>

#include "base/hash.hpp"

namespace choqr::gateway {

/// "Bearer TOKEN" → the token's hash, as the ledger knows it; the scheme in letters of any case, one space or
/// more behind it (RFC 9110, 11.4). Nothing for any other shape.
std::optional<Hash> token_hash_of(std::string_view authorization);
/// What a token is stored by.
Hash hash_of_token(std::string_view token);

}  // namespace choqr::gateway
