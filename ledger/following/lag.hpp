#pragma once

#include <chrono>
#include <deque>

#include "base/sequence.hpp"

namespace choqr::following {

/// How long ago what a follower lacks was first seen in the journal: its age and not its number says whether
/// a screen shows the truth. As exact as the looks are frequent. One thread.
class Lag {
public:
    /// `committed` is the journal's next sequence, `position` the follower's, `now` of a clock that never
    /// steps. Zero if it lacks nothing.
    std::chrono::nanoseconds look(Sequence committed, Sequence position, std::chrono::nanoseconds now);

private:
    struct Seen {
        Sequence committed;
        std::chrono::nanoseconds at;
    };
    std::deque<Seen> lacking_;  ///< Oldest first: one for each look at which the journal had grown.
};

}  // namespace choqr::following
