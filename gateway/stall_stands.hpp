#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"
#include "gateway/commands/stands.hpp"
#include "merchants/places.hpp"
#include "reports/reports.hpp"

// The stands of registered stalls, for the command and for the routes.
namespace choqr::gateway {

/// What the stand of a stall with an account shows; `month` is printed on it.
stands::Stand stand_of(const merchants::Market& market, const merchants::Stall& stall, const std::string& month);

/// Appends the stands of a market's open stalls that have an account, in aisle order, and a remark for each other stall. Only
/// those of `zone`, unless it is empty.
void add_stands(StandList& list, const reports::Reports& reports, const merchants::Market& market, std::string_view zone,
                const std::string& month);

/// "11/2026", as Vietnam's calendar has it at `now`.
std::string month_of_print(Instant now);

}  // namespace choqr::gateway
