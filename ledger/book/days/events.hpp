#pragma once

#include "book/days/commands.hpp"

namespace choqr::book {

/// A market's business day is sealed. What the records before this one say about the day is in the totals;
/// what later ones say is an adjustment. Alone in its batch, so the tree before it has this event's sequence
/// as its size, and `root`.
struct DayClosed {
    MarketId market;
    Day day;
    DayTotals totals;
    Hash root;
};
template <>
struct Fields<DayClosed> {
    static constexpr auto list =
        std::tuple{field("market_id", &DayClosed::market), field("date", &DayClosed::day),
                   field("totals", &DayClosed::totals), field("root_hash", &DayClosed::root)};
};

}  // namespace choqr::book
