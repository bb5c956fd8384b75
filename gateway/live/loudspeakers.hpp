#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"

namespace choqr::gateway {

/// How long after the bank's time of a payment a stall heard it, as a histogram: what lies between two bounds
/// is taken as spread evenly.
class SoundDelays {
public:
    static constexpr std::array<std::chrono::milliseconds, 14> bounds{
        std::chrono::milliseconds{100}, std::chrono::milliseconds{250}, std::chrono::milliseconds{500},
        std::chrono::seconds{1},        std::chrono::seconds{2},        std::chrono::seconds{3},
        std::chrono::seconds{5},        std::chrono::seconds{10},       std::chrono::seconds{20},
        std::chrono::seconds{30},       std::chrono::minutes{1},        std::chrono::minutes{2},
        std::chrono::minutes{5},        std::chrono::minutes{15}};

    void add(std::chrono::milliseconds delay);
    std::uint64_t count() const { return count_; }
    /// Of those up to each bound; with the last one, all that are longer too.
    const std::array<std::uint64_t, bounds.size() + 1>& each() const { return each_; }
    std::chrono::milliseconds sum() const { return sum_; }
    /// Nothing if there is none. 0 < part < 1. The last bound stands for all that is longer.
    std::optional<std::chrono::milliseconds> quantile(double part) const;

private:
    std::array<std::uint64_t, bounds.size() + 1> each_{};
    std::uint64_t count_ = 0;
    std::chrono::milliseconds sum_{0};
};

/// Which stalls hear at the moment what comes: each loudspeaker says so itself, every twenty seconds. A line
/// that is open proves less, since a page may be mute. In memory alone: after a start nobody is known until
/// they say it again, within those twenty seconds. Any thread.
class Loudspeakers {
public:
    static constexpr std::chrono::seconds silent_after{60};
    /// What has not been heard of for so long is yesterday's.
    static constexpr std::chrono::hours forgotten_after{12};
    static constexpr std::size_t of_stall_max = 8;  ///< Beyond it the one that was here longest ago goes.

    enum class State : std::uint8_t {
        off,     ///< Nobody has said anything lately, or whoever had has left.
        mute,    ///< A page is open, and its sound is off.
        silent,  ///< One was heard of today, has not left, and says nothing: its stall misses its money.
        hearing,
    };
    struct Stall {
        State state = State::off;
        Instant last{};  ///< When the one that decides it was here.
    };

    void says(MarketId market, StallId stall, TokenId device, bool has_sound, Instant now);
    /// Its page is closed.
    void leaves(MarketId market, StallId stall, TokenId device);
    /// Whatever it said is no longer heard: it was revoked.
    void forget(TokenId device);
    /// One that has just said something sounded event `event` so long after the bank's time. Each event once:
    /// what is behind one that it told of before is a repetition.
    void heard(MarketId market, StallId stall, TokenId device, Sequence event,
               std::chrono::milliseconds delay, Instant now);

    /// Those that are not off.
    std::vector<std::pair<StallId, Stall>> of(MarketId market, Instant now) const;
    /// Of today (Vietnam's).
    SoundDelays delays(MarketId market, Instant now) const;
    /// Of all markets since the start.
    SoundDelays delays() const;
    std::array<std::uint64_t, 4> count(Instant now) const;  ///< Of stalls, by State.

private:
    struct Device {
        TokenId id;
        bool has_sound = false;
        Instant last{};
        Sequence heard_to{};
    };
    struct Market {
        std::map<StallId, std::vector<Device>> stalls;
        Day day{};
        SoundDelays delays;  ///< Of `day`.
    };
    Device* find(MarketId market, StallId stall, TokenId device);
    static Stall state_of(const std::vector<Device>& devices, Instant now);

    mutable std::mutex mutex_;
    // Guarded by mutex_:
    std::map<MarketId, Market> markets_;
    SoundDelays all_;
};

}  // namespace choqr::gateway
