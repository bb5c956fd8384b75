#pragma once

#include "reports/reports.hpp"
#include "reports/sqlite.hpp"

namespace choqr::reports {

/// Reports::counts() over one connection that stands in a read transaction. All zero for an unknown market.
Counts count_period(sqlite::Database& database, MarketId market, Day from, Day to);

VndSum sum_of_dong(std::int64_t dong);

}  // namespace choqr::reports
