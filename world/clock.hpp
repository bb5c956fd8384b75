#pragma once

#include <chrono>

#include "base/time.hpp"

namespace choqr::world {

/// The only door to the time of day and to elapsed time. Real in the program, simulated in tests/market_day.
class Clock {
public:
    using Monotonic = std::chrono::nanoseconds;  ///< Since an arbitrary start; never runs backwards.

    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    virtual Monotonic monotonic() const = 0;
};

/// The machine's clocks. Safe from any thread.
class SystemClock final : public Clock {
public:
    Instant now() const override;
    Monotonic monotonic() const override;
};

/// A clock that moves only when told. The wall clock may step in either direction; the monotonic one only forward.
/// Used by one thread.
class SimulatedClock final : public Clock {
public:
    explicit SimulatedClock(Instant start) : now_{start} {}

    Instant now() const override { return now_; }
    Monotonic monotonic() const override { return monotonic_; }

    void advance(std::chrono::milliseconds by) {
        now_ += by;
        monotonic_ += by;
    }
    void step_wall(std::chrono::milliseconds by) { now_ += by; }

private:
    Instant now_;
    Monotonic monotonic_{0};
};

}  // namespace choqr::world
