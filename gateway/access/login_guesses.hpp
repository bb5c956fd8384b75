#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>

#include "base/hash.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {

/// How often a password was guessed of each account or from each network: at most `most` within any
/// `window`, whether there is such an account or not. Nobody is locked out for ever: each guess is forgotten
/// after `window`. A password that was right is no guess. Remembers `kept_max` names; beyond it the one that
/// was guessed at least lately is forgotten: more guesses than that are not tried within a window, since each
/// costs a hash. Any thread.
class LoginGuesses {
public:
    static constexpr std::chrono::minutes window{15};
    static constexpr std::size_t kept_max = 65'536;

    /// `clock` outlives it.
    LoginGuesses(const world::Clock& clock, std::size_t most) : clock_{clock}, most_{most} {}

    /// Counts a guess. Nothing, or how long to wait with the next one.
    std::optional<std::chrono::seconds> take(std::string_view name);
    /// The last one that was taken was right.
    void give_back(std::string_view name);
    std::size_t held() const;

private:
    struct Guessed {
        Hash name;  ///< A hash, so that a long name costs no more.
        std::deque<std::chrono::nanoseconds> at;
    };
    using Entries = std::list<Guessed>;

    Guessed& entry_of(const Hash& name);

    const world::Clock& clock_;
    const std::size_t most_;
    mutable std::mutex mutex_;
    // Guarded by mutex_:
    Entries entries_;  ///< The one that was guessed last in front.
    std::map<Hash, Entries::iterator> by_name_;
};

}  // namespace choqr::gateway
