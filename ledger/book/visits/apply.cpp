#include <algorithm>

#include "book/rules.hpp"

namespace choqr::book {

void apply(const StallVisited& e, const Applying& at) {
    auto& entry = must_have(at.state.places.stalls, e.stall);
    auto& stall = entry.stall;
    // Told late, by a telephone that had no network, it is not the last one.
    if (!stall.visit || stall.visit->at <= e.visit.at) {
        stall.visit = e.visit;
        entry.visited_at = at.event.sequence;
    }
    if (e.stand_version == 0) return;
    entry.used = true;
    stall.stand.handed_over = std::max(stall.stand.handed_over, e.stand_version);
    if (stall.stand.printed >= e.stand_version) return;
    stall.stand.printed = e.stand_version;
    stall.stand.printed_bank.clear();
}

}  // namespace choqr::book
