#pragma once

#include <map>
#include <mutex>

#include "base/ids.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {

/// Stalls whose screens have no line for a while, so that somebody may practise what is done then. Only the
/// routes of a demonstration cut any. Any thread.
class LineCuts {
public:
    void cut(StallId stall, world::Clock::Monotonic until);
    bool is_cut(StallId stall, world::Clock::Monotonic now) const;

private:
    mutable std::mutex mutex_;
    std::map<StallId, world::Clock::Monotonic> until_;  ///< Guarded by mutex_.
};

}  // namespace choqr::gateway
