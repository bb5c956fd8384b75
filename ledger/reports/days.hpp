#pragma once

#include <optional>
#include <vector>

#include "base/hash.hpp"
#include "base/result.hpp"
#include "base/sequence.hpp"
#include "book/events.hpp"
#include "statistics/disclosure.hpp"

namespace choqr::reports {

class Breakdowns;
class Readers;

using statistics::Counts;

/// What changed about a closed day: its numbers stay as they were at closing, and this stands beside them.
struct Adjustment {
    Sequence sequence;
    Instant recorded_at;
    Day day;
    TransferId transfer;
    StallId stall;
    bool at_collection_point = false;
    std::int64_t transactions = 0;  ///< 1, or -1 for a payment that was taken back.
    std::int64_t amount = 0;        ///< Signed, in dong.
    bool was_unmatched = false;     ///< Somebody assigned it: a board has seen its amount.
};

struct DayClose {
    Day day;
    Sequence sequence;  ///< Of the event, and the size of the tree before it.
    Instant closed_at;
    book::DayTotals totals;
    Hash root;  ///< Of the tree before it.
};

/// A day's totals as the reports know them at one moment.
struct CountedDay {
    book::DayTotals totals;
    Sequence counted_before;  ///< Every event before this one is in them.
};

/// All that a report of some days stands on, as of one moment. What of it may be told is Disclosure's to say.
struct MarketReport {
    Counts counts;
    statistics::PeriodFacts facts;
    std::vector<DayClose> closes;
    std::vector<Adjustment> adjustments;
};

/// A market's business days, `from` to `to` inclusive wherever two are asked for. Any thread; what it is made
/// over outlives it.
class Days {
public:
    Days(Readers& readers, Breakdowns& breakdowns) : readers_{readers}, breakdowns_{breakdowns} {}

    Result<MarketReport> market_report(MarketId market, Day from, Day to) const;
    /// Its counts alone. All zero for an unknown market.
    Result<Counts> counts(MarketId market, Day from, Day to) const;

    /// For closing a day: one moment's totals. Nothing if there is no such market.
    Result<std::optional<CountedDay>> day_totals(MarketId market, Day day) const;
    /// The closed days, in order, and what came to them later, in the order in which it came.
    Result<std::vector<DayClose>> day_closes(MarketId market, Day from, Day to) const;
    Result<std::vector<Adjustment>> adjustments(MarketId market, Day from, Day to) const;

private:
    Readers& readers_;
    Breakdowns& breakdowns_;
};

}  // namespace choqr::reports
