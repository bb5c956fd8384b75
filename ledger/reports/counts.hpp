#pragma once

#include "reports/days.hpp"
#include "reports/sqlite.hpp"

namespace choqr::reports {

/// Days::counts() over one connection that stands in a read transaction. All zero for an unknown market.
Counts count_period(sqlite::Database& database, MarketId market, Day from, Day to);

}  // namespace choqr::reports
