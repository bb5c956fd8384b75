#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/sequence.hpp"
#include "gateway/background.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {

/// Sees when something that screens depend on stands still: the reports behind the journal, or reads that
/// wait. Whoever hides that tells a vendor "nothing has come" when nobody knows. look() on one thread; all
/// else on any.
class Watch {
public:
    /// From this age on the reports are behind, and a screen says so within two seconds more.
    static constexpr std::chrono::seconds behind_after{3};
    /// A read that has waited so long means that reads do not work.
    static constexpr std::chrono::seconds reads_stuck_after{3};
    /// How often look() is to be called.
    static constexpr std::chrono::milliseconds interval{250};

    /// What is the matter, by the code of the problem that /readyz answers; all empty when all is well.
    struct State {
        std::optional<std::chrono::nanoseconds> reports_behind;  ///< By how long, once it is `behind_after`.
        std::optional<std::chrono::nanoseconds> reads_waiting;  ///< How long, once it is `reads_stuck_after`.
        bool well() const { return !reports_behind && !reads_waiting; }
    };

    explicit Watch(const world::Clock& clock) : clock_{clock} {}

    /// `committed` is the journal's next sequence, `applied` the reports'.
    void look(Sequence committed, Sequence applied, std::optional<std::chrono::nanoseconds> longest_wait);
    State state() const;
    /// How long ago what the reports lack was first seen in the journal; zero if they lack nothing.
    std::chrono::nanoseconds lag() const;

private:
    const world::Clock& clock_;
    mutable std::mutex mutex_;
    // Guarded by mutex_:
    struct Seen {
        Sequence committed;
        std::chrono::nanoseconds at;
    };
    std::deque<Seen> not_applied_;  ///< Oldest first: one for each look at which the journal had grown.
    std::chrono::nanoseconds lag_{0};
    std::optional<std::chrono::nanoseconds> reads_waiting_;
};

}  // namespace choqr::gateway
