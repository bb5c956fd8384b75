#include "access/access.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace choqr::gateway {

Hash hash_of_token(std::string_view token) { return sha256(token); }

std::optional<Hash> token_hash_of(std::string_view authorization) {
    constexpr std::string_view scheme = "bearer";
    if (!equal_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return std::nullopt;
    authorization.remove_prefix(scheme.size());
    const auto spaces = std::min(authorization.find_first_not_of(' '), authorization.size());
    if (spaces == 0) return std::nullopt;
    authorization.remove_prefix(spaces);
    if (authorization.empty() || authorization.size() > 256) return std::nullopt;
    for (const char c : authorization)
        if (c <= 0x20 || c >= 0x7f) return std::nullopt;
    return hash_of_token(authorization);
}

}  // namespace choqr::gateway
