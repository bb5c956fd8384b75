#pragma once

#include <string>

#include "gateway/commands/stands.hpp"

namespace choqr::gateway {

/// The stands of every open stall that has an account, in aisle order, from the ledger in `directory`. Opens it, so no
/// gateway may be serving it; `month` is printed on each.
StandList stands_of_ledger(const std::string& directory, const std::string& month);

/// "11/2026", where Vietnam's calendar stands now.
std::string month_of_print();

}  // namespace choqr::gateway
