#include "telemetry/watch.hpp"

#include <algorithm>
#include <utility>

namespace choqr::gateway {

void Watch::look(std::vector<Follower> followers, std::optional<std::chrono::nanoseconds> longest_wait) {
    const std::lock_guard lock{mutex_};
    state_.followers = std::move(followers);
    state_.reads_waiting.reset();
    if (longest_wait >= reads_stuck_after) state_.reads_waiting = longest_wait;
}

Watch::State Watch::state() const {
    const std::lock_guard lock{mutex_};
    return state_;
}

const Watch::Follower* Watch::State::behind(std::string_view name) const {
    const auto found = std::ranges::find(followers, name, &Follower::name);
    return found != followers.end() && found->is_behind() ? &*found : nullptr;
}

std::optional<std::chrono::seconds> Watch::behind(std::string_view name) const {
    const std::lock_guard lock{mutex_};
    const auto* follower = state_.behind(name);
    if (follower == nullptr) return std::nullopt;
    return std::chrono::duration_cast<std::chrono::seconds>(follower->lag);
}

}  // namespace choqr::gateway
