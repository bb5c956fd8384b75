#include <algorithm>

#include "base/plant.hpp"
#include "book/rules.hpp"

namespace choqr::book {

Decision decide(CloseDay&& asked, const Deciding& at) {
    const auto& places = at.state.places;
    const auto market = places.markets.find(asked.market);
    if (market == places.markets.end()) return no(Refusal::market_not_found);
    const auto& days = at.state.days.markets.at(asked.market);
    if (std::ranges::binary_search(days.closed, asked.day) && !planted("day_closed_twice"))
        return no(Refusal::day_already_closed);
    if (asked.day < days.registered_on) return no(Refusal::day_before_market);
    const auto cutoff = market->second.business_day_cutoff;
    const Day after{std::chrono::sys_days{asked.day} + std::chrono::days{1}};
    if (at.now < business_day_begin(after, cutoff)) return no(Refusal::day_not_over);
    const auto needed = std::max(days.changes.count_before(asked.day),
                                 at.state.days.unmatched.at(cutoff).count_before(asked.day));
    if ((asked.counted_before < needed && !planted("stale_totals_taken")) || asked.counted_before > at.next)
        return no(Refusal::stale_totals);
    return record(at, DayClosed{asked.market, asked.day, asked.totals, asked.root});
}

}  // namespace choqr::book
