#include <algorithm>

#include "book/rules.hpp"

namespace choqr::book {

void Days::all_changed(MarketId market, Sequence at) { must_have(markets, market).changes.all_changed(at); }

void Days::all_unmatched_changed(Sequence at) {
    for (auto& [cutoff, changes] : unmatched) changes.all_changed(at);
}

void apply(const DayClosed& e, const Applying& at) {
    auto& closed = must_have(at.state.days.markets, e.market).closed;
    closed.insert(std::ranges::lower_bound(closed, e.day), e.day);
}

}  // namespace choqr::book
