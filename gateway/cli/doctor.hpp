#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// choqr doctor --data DIR [--config FILE]
/// One sentence each, in Vietnamese and English, about clock, disk, ledger, keys, reports, backups and feeds;
/// with the configuration also about what it leaves open. Reads only, and beside a gateway that serves. Exit
/// 0, or 1 if something needs a person.
int run_doctor(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
