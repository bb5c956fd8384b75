#pragma once

#include <optional>
#include <string>

#include "base/ids.hpp"
#include "reports/reports.hpp"

namespace choqr::gateway {

/// A zone of the market as the first of its stalls there writes it: "RAU" is "Rau" where the stalls say so.
/// Nothing: no stall of the market is in it. Background threads.
std::optional<std::string> zone_as_written(const reports::Reports& reports, MarketId market,
                                           const std::string& zone);

}  // namespace choqr::gateway
