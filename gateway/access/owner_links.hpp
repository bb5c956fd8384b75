#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "world/random.hpp"

namespace choqr::gateway {

/// A link by which the owner of an account is asked once, as it is made: the code is shown once, the ledger
/// keeps its hash.
struct OwnerLink {
    static constexpr std::chrono::hours lasts{7 * 24};

    std::string code;  ///< 128 bits by chance, in hexadecimal.
    Hash hash;

    static OwnerLink make(world::Random& random);
    /// Where it is answered: the code stands behind the #, which no server is sent.
    std::string url(std::string_view base) const { return std::string{base}.append("/owner#").append(code); }
};

/// What the ledger knows a code by. Nothing for what cannot be one.
std::optional<Hash> hash_of_owner_link(std::string_view code);

}  // namespace choqr::gateway
