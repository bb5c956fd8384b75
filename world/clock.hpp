#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/time.hpp"

// Named, not included: most of those who ask for the time never wait.
namespace boost::asio {
class any_io_executor;
template <typename T, typename Executor>
class awaitable;
}  // namespace boost::asio

namespace choqr::world {

/// One wait at a time, on a clock's time. Used, and destroyed, on its executor's threads, one at a time.
class Timer {
public:
    virtual ~Timer() = default;
    Timer() = default;
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    /// Calls `rung` once, on the timer's executor and never from within this call: with true when `time` has
    /// passed, with false when the wait is cancelled before, by cancel() or by another start(). When the
    /// timer is destroyed before, it may be told false, or nothing.
    virtual void start(std::chrono::nanoseconds time, std::function<void(bool passed)> rung) = 0;
    virtual void cancel() = 0;
};

/// The only door to the time of day, to elapsed time and to waiting. Real in the program, simulated in
/// tests/market_day.
class Clock {
public:
    using Monotonic = std::chrono::nanoseconds;  ///< Since an arbitrary start; never runs backwards.
    using Executor = boost::asio::any_io_executor;

    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    virtual Monotonic monotonic() const = 0;

    /// A timer of `home`, on this clock, which outlives it.
    virtual std::unique_ptr<Timer> make_timer(const Executor& home) const = 0;

    /// Completes with true once `time` has passed, with false when its wait is cancelled before (through the
    /// coroutine's cancellation slot). Many may overlap. No errors.
    boost::asio::awaitable<bool, Executor> sleep(std::chrono::nanoseconds time) const;
};

/// The machine's clocks. Safe from any thread.
class SystemClock : public Clock {
public:
    Instant now() const override;
    Monotonic monotonic() const override;
    std::unique_ptr<Timer> make_timer(const Executor& home) const override;
};

/// A clock that moves only when told. The wall clock may step in either direction; the monotonic one only
/// forward. Waits end when it is moved over their end, in the order of their ends, those of the same end in
/// the order in which they began. They belong to their executor's context and end silently with it; the clock
/// outlives every context that waits on it. Used by one thread.
class SimulatedClock final : public Clock {
public:
    explicit SimulatedClock(Instant start) : now_{start} {}

    Instant now() const override { return now_; }
    Monotonic monotonic() const override { return monotonic_; }
    std::unique_ptr<Timer> make_timer(const Executor& home) const override;

    /// Moves both clocks, and posts what has waited until then to where it waits.
    void advance(std::chrono::milliseconds by);
    void step_wall(std::chrono::milliseconds by) { now_ += by; }
    /// When the next wait ends; nothing while nobody waits.
    std::optional<Monotonic> next_alarm() const;

private:
    class Alarms;
    class SimulatedTimer;
    friend class Alarms;

    Instant now_;
    Monotonic monotonic_{0};
    mutable std::vector<Alarms*> waiting_;  ///< Of each context that has ever waited here and still is.
    mutable std::uint64_t begun_ = 0;       ///< Waits so far.
};

}  // namespace choqr::world
