#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "book/commands.hpp"
#include "world/random.hpp"

namespace choqr::gateway {

/// The codes that are shown to phones: 128 bits from `world::Random`, in Crockford's base 32, for five
/// minutes and one phone. In memory alone, and by their hashes: a restart forgets them, and whoever reads the
/// memory learns none. Any thread.
class PairingCodes {
public:
    static constexpr std::chrono::minutes lifetime{5};
    static constexpr std::size_t per_stall_max =
        3;  ///< Waiting at once; another takes the oldest one's place.
    static constexpr std::size_t ended_per_stall_max = 8;  ///< Remembered, so that a late phone is told why.
    static constexpr std::size_t held_max = 20'000;        ///< Of all stalls, used and old ones included.
    static constexpr std::size_t length = 26;

    /// What a code lets in, and for whom.
    struct Offer {
        StallId stall;
        book::Role role = book::Role::owner;
        TokenId shown_by;
    };
    struct Shown {
        std::string code;
        Instant expires_at;
    };
    /// A new code. Nothing: held_max are held.
    std::optional<Shown> show(const Offer& offer, Instant now, world::Random& random);

    enum class Wrong { unknown, used, expired };
    /// Uses the code up: of two phones with one code exactly one is let in. What was used or has expired is
    /// told apart from what never was for `lifetime` more. `typed`: as a person writes it, in letters of any
    /// case, with hyphens or spaces.
    std::variant<Offer, Wrong> take(std::string_view typed, Instant now);
    /// The phone was not let in for a reason that will pass: the same code may try again.
    void give_back(std::string_view typed);

    std::size_t held() const;

private:
    enum class State { waits, used, replaced };
    struct Entry {
        Offer offer;
        Instant expires_at;
        State state = State::waits;
    };
    void forget_old(Instant now);
    void make_room(StallId stall, Instant now);

    mutable std::mutex mutex_;
    std::map<Hash, Entry> by_hash_;  ///< Guarded by mutex_.
};

}  // namespace choqr::gateway
