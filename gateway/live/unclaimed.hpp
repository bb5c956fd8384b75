#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "book/events.hpp"
#include "live/places.hpp"

namespace choqr::gateway {

/// A transfer that is nobody's yet appears on the screens of all stalls on whose account it came, or ends
/// there: somebody has it, or it was taken back.
struct UnclaimedNews {
    TransferId transfer;
    bool is_open = false;
    std::vector<StallId> stalls;
};

/// What of the last two days waits for a stall that says it is its own. One thread at a time.
class Unclaimed {
public:
    static constexpr std::chrono::hours kept{48};
    static constexpr std::size_t open_max = 10'000;  ///< Beyond it the oldest are in the list alone.

    void begin() {
        open_.clear();
        order_.clear();
    }
    /// `places` as they are once the event has happened.
    std::vector<UnclaimedNews> apply(const book::RecordedEvent& event, const Places& places);
    /// Those that the stall could claim at `now`, the oldest first.
    std::vector<TransferId> of(StallId stall, const Places& places, Instant now) const;

private:
    void let_go(Instant now);

    std::map<TransferId, merchants::TransferNotice> open_;  ///< Without texts.
    std::deque<std::pair<Instant, TransferId>> order_;
};

}  // namespace choqr::gateway
