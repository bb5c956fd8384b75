#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace choqr::gateway {

/// Sees when something that screens depend on stands still: a follower of the journal that is behind it, or
/// reads that wait. Whoever hides that tells a vendor "nothing has come" when nobody knows. look() on one
/// thread; all else on any.
class Watch {
public:
    /// From this age on a follower is behind, and a screen says so within two seconds more.
    static constexpr std::chrono::seconds behind_after{3};
    /// A read that has waited so long means that reads do not work.
    static constexpr std::chrono::seconds reads_stuck_after{3};
    /// How often look() is to be called.
    static constexpr std::chrono::milliseconds interval{250};

    struct Follower {
        std::string name;
        std::chrono::nanoseconds lag{0};  ///< How long ago what it lacks was first seen in the journal.
        std::uint64_t records = 0;        ///< How many it lacks.
        std::string why{};                ///< What it waits out, or why it has ended; empty: it only works.
        bool failed = false;              ///< It has ended.

        bool is_behind() const { return failed || lag >= behind_after; }
    };
    /// What is the matter.
    struct State {
        std::vector<Follower> followers;
        std::optional<std::chrono::nanoseconds> reads_waiting;  ///< How long, once it is `reads_stuck_after`.

        /// Nothing if it is not behind.
        const Follower* behind(std::string_view name) const;
    };

    /// `longest_wait`: of the reads.
    void look(std::vector<Follower> followers, std::optional<std::chrono::nanoseconds> longest_wait);
    State state() const;
    /// How old what it shows is; nothing if it is not behind.
    std::optional<std::chrono::seconds> behind(std::string_view name) const;

private:
    mutable std::mutex mutex_;
    State state_;  ///< Guarded by mutex_.
};

}  // namespace choqr::gateway
