#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/hash.hpp"
#include "base/time.hpp"
#include "world/random.hpp"

namespace choqr::gateway {

/// What this gateway gives somebody to bring back within five minutes: that the password was right, a
/// passkey's challenge. It says itself what it is good for (a MAC under a key of this run), so that strangers
/// who ask for many fill nothing; only those that were used up are remembered, until they are old. A restart
/// makes all of them void. Any thread.
class Tickets {
public:
    static constexpr std::chrono::minutes lasts{5};

    explicit Tickets(world::Random& random);

    /// `about`: what it is good for, and for whom. 54 characters of base64url, never the same ones again.
    std::string make(std::string_view about, Instant now, world::Random& random) const;
    bool is_good(std::string_view ticket, std::string_view about, Instant now) const;
    /// Of one that is good: true the first time.
    bool use_up(std::string_view ticket, Instant now);

private:
    std::string tag_of(std::string_view head, std::string_view about) const;

    const HmacKey key_;
    std::mutex mutex_;
    std::map<Hash, Instant> used_;  ///< Guarded by mutex_. Until when each could be brought back.
};

}  // namespace choqr::gateway
