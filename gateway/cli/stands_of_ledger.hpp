#pragma once

#include <string>
#include <vector>

#include "cli/stands.hpp"

namespace choqr::gateway {

/// The stands of every open stall that has an account, as far as `which` asks for them, in aisle order, from
/// the ledger in `directory`. Opens it, so no gateway may be serving it; `month` is printed on each.
StandList stands_of_ledger(const std::string& directory, const WhichStands& which, const std::string& month);

/// Records that they were printed. A sentence if the ledger cannot be opened or written; empty otherwise.
std::string mark_printed_in_ledger(const std::string& directory,
                                   const std::vector<book::RecordStandsPrinted>& printed);

/// "11/2026", where Vietnam's calendar stands now.
std::string month_of_print();

}  // namespace choqr::gateway
