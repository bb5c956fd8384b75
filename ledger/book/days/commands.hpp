#pragma once

#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/vnd.hpp"
#include "book/fields.hpp"

// A market's business days, and their end.
namespace choqr::book {

/// The numbers of a market's business day, as its report shows them at closing (reports::Counts has the
/// definitions).
struct DayTotals {
    std::int64_t total_stalls = 0, registered = 0, active = 0;
    std::int64_t transactions = 0;
    VndSum amount;
    std::int64_t unmatched = 0;
    VndSum unmatched_amount;
    std::int64_t collection_point_transactions = 0;
    VndSum collection_point_amount;
    friend bool operator==(const DayTotals&, const DayTotals&) = default;
};
template <>
struct Fields<DayTotals> {
    static constexpr auto list =
        std::tuple{field("total_stalls", &DayTotals::total_stalls),
                   field("registered", &DayTotals::registered),
                   field("active", &DayTotals::active),
                   field("transactions", &DayTotals::transactions),
                   field("amount", &DayTotals::amount),
                   field("unmatched", &DayTotals::unmatched),
                   field("unmatched_amount", &DayTotals::unmatched_amount),
                   field("collection_point_transactions", &DayTotals::collection_point_transactions),
                   field("collection_point_amount", &DayTotals::collection_point_amount)};
};

/// Seals a business day that is over. The book keeps only the recent, so whoever asks brings the totals from
/// the reports and says how far they reach; if anything that counts has happened since, the answer is
/// stale_totals: count again and ask again.
struct CloseDay {
    MarketId market;
    Day day;
    DayTotals totals;
    Sequence counted_before;  ///< The totals hold what every event before this one means.
    Hash root{};  ///< Of the tree before the event. The sequencer sets it: nobody else stands at that moment.
};

}  // namespace choqr::book
