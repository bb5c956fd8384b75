#include "gateway/watch.hpp"

namespace choqr::gateway {

namespace {

// An hour of looks: beyond it the newest are left out, and the age is right all the same.
constexpr std::size_t seen_max = 16'384;

}  // namespace

void Watch::look(Sequence committed, Sequence applied, std::optional<std::chrono::nanoseconds> longest_wait) {
    const auto now = clock_.monotonic();
    const std::lock_guard lock{mutex_};
    while (!not_applied_.empty() && not_applied_.front().committed <= applied) not_applied_.pop_front();
    const bool has_grown =
        not_applied_.empty() ? applied < committed : not_applied_.back().committed < committed;
    if (has_grown && not_applied_.size() < seen_max) not_applied_.push_back({committed, now});
    lag_ = not_applied_.empty() ? std::chrono::nanoseconds{0} : now - not_applied_.front().at;
    reads_waiting_ = longest_wait;
}

Watch::State Watch::state() const {
    const std::lock_guard lock{mutex_};
    State state;
    if (lag_ >= behind_after) state.reports_behind = lag_;
    if (reads_waiting_ >= reads_stuck_after) state.reads_waiting = reads_waiting_;
    return state;
}

std::chrono::nanoseconds Watch::lag() const {
    const std::lock_guard lock{mutex_};
    return lag_;
}

}  // namespace choqr::gateway
