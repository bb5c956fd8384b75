#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "book/commands.hpp"
#include "world/random.hpp"

namespace choqr::gateway {

/// An invitation to set a password, as it is made: the code is shown once, the ledger keeps its hash.
struct NewInvitation {
    static constexpr std::chrono::hours lasts{72};

    std::string code;  ///< 128 bits by chance, in hexadecimal.
    book::Invitation invitation;

    static NewInvitation make(world::Random& random, Instant now);
    /// Where it is taken up: the code stands behind the #, which no server is sent.
    std::string url(std::string_view base) const { return std::string{base}.append("/invite#").append(code); }
};

/// What the ledger knows a code by. Nothing for what cannot be one.
std::optional<Hash> hash_of_invitation(std::string_view code);

}  // namespace choqr::gateway
