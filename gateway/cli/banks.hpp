#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// choqr banks list [--data DIR]: today's names, of the program or of what a ledger's folder has in its
/// place.
int run_banks_list(const Arguments& arguments, Surroundings& surroundings);

/// choqr banks check FILE: 0, or 1 with one line for each mistake.
int run_banks_check(const Arguments& arguments, Surroundings& surroundings);

/// choqr banks update FILE --data DIR [--yes]: says what FILE would change, and with --yes puts it into DIR
/// as one step that survives a crash. A gateway that serves reads it on SIGHUP.
int run_banks_update(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
