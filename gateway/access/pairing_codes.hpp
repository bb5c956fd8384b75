#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "access/device_place.hpp"
#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "book/commands.hpp"
#include "world/random.hpp"

namespace choqr::gateway {

/// The codes that are shown to phones: 128 bits from `world::Random`, in Crockford's base 32, for five
/// minutes and one phone; or, the code of the day, for many phones until the day is over. In memory alone: a
/// restart forgets them. Those for one phone by their hashes: whoever reads the memory learns none. A code of
/// the day is shown again and again, on whichever screen asks, and so stands there itself. Any thread.
class PairingCodes {
public:
    static constexpr std::chrono::minutes lifetime{5};
    static constexpr std::size_t per_place_max =
        3;  ///< Waiting at once; another takes the oldest one's place.
    static constexpr std::size_t days_per_place_max =
        20;  ///< Codes of the day: of each zone, by each who shows.
    static constexpr std::size_t ended_per_place_max = 8;  ///< Remembered, so that a late phone is told why.
    static constexpr std::size_t held_max = 20'000;        ///< Of all places, used and old ones included.
    static constexpr std::size_t length = 26;

    /// What a code lets in, and for whom.
    struct Offer {
        DevicePlace place;
        book::Role role = book::Role::owner;
        TokenId shown_by;
        // Of a market's device:
        std::optional<StallId> stall{};      ///< Whose payments a display tells.
        std::optional<std::string> zone{};   ///< Or the zone's; a volunteer's.
        std::optional<book::Shows> shows{};  ///< A display's.
        std::optional<Instant> day_ends{};   ///< A volunteer's: the code and whoever came by it end then.

        bool is_of_the_day() const { return day_ends.has_value(); }
        friend bool operator==(const Offer&, const Offer&) = default;
    };
    struct Shown {
        std::string code;
        Instant expires_at;
    };
    /// A new code; of the day the same one again, unless `anew`: then the former one is worth nothing.
    /// Nothing: held_max are held.
    std::optional<Shown> show(const Offer& offer, Instant now, world::Random& random, bool anew = false);

    enum class Wrong { unknown, used, expired };
    /// Uses the code up, unless it is of the day: of two phones with one code exactly one is let in. What was
    /// used or has expired is told apart from what never was for `lifetime` more. `typed`: as a person writes
    /// it, in letters of any case, with hyphens or spaces.
    std::variant<Offer, Wrong> take(std::string_view typed, Instant now);
    /// The phone was not let in for a reason that will pass: the same code may try again.
    void give_back(std::string_view typed);

    std::size_t held() const;

private:
    enum class State { waits, used, replaced };
    struct Entry {
        Offer offer;
        Instant expires_at;
        std::string shown{};  ///< Of the day: the code itself.
        State state = State::waits;

        bool waits(Instant now) const { return state == State::waits && expires_at > now; }
    };
    void forget_old(Instant now);
    void make_room(const Offer& offer, Instant now);
    Entry* of_the_day(const Offer& offer, Instant now);

    mutable std::mutex mutex_;
    std::map<Hash, Entry> by_hash_;  ///< Guarded by mutex_.
};

}  // namespace choqr::gateway
