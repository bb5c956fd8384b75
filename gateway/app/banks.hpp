#pragma once

#include <string>

namespace choqr::gateway {

/// Takes the banks of the ledger's folder, at a start and on SIGHUP, and tells the log which are used.
void take_banks_of(const std::string& folder);

}  // namespace choqr::gateway
