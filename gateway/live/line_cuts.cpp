#include "live/line_cuts.hpp"

namespace choqr::gateway {

void LineCuts::cut(StallId stall, world::Clock::Monotonic until) {
    const std::scoped_lock lock{mutex_};
    until_[stall] = until;
}

bool LineCuts::is_cut(StallId stall, world::Clock::Monotonic now) const {
    const std::scoped_lock lock{mutex_};
    const auto found = until_.find(stall);
    return found != until_.end() && now < found->second;
}

}  // namespace choqr::gateway
