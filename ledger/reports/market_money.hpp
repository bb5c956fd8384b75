#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "reports/days.hpp"
#include "reports/sqlite.hpp"

// What a board may be told of a market's money follows from a few facts about each day, kept at its closing,
// and about each month and year, kept when they are sealed (statistics/disclosure.hpp).
namespace choqr::reports {

/// A day of a market was closed by the event `sequence`: keeps its facts, and seals the months and years that
/// are over and have no open day left. Everything counted before is in the tables. In the projection's
/// transaction.
void keep_closing(sqlite::Database& database, MarketId market, Day day, Instant closed_at);

/// The breakdowns of sealed months that were asked for lately: they never change. Any thread.
class Breakdowns {
public:
    using Shared = std::shared_ptr<const statistics::Breakdown>;
    Shared find(MarketId market, Day month) const;
    void keep(MarketId market, Day month, Shared breakdown);

private:
    static constexpr std::size_t months_max = 128;
    mutable std::mutex mutex_;
    std::map<std::pair<MarketId, Day>, Shared> months_;  ///< Guarded by mutex_.
};

/// Over a connection that stands in a read transaction; `counts` and `adjustments` are of the same.
statistics::PeriodFacts period_facts(sqlite::Database& database, Breakdowns& breakdowns, MarketId market,
                                     Day from, Day to, const Counts& counts,
                                     const std::vector<Adjustment>& adjustments);

}  // namespace choqr::reports
