#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// choqr erase vendor ID --url URL [--token TOKEN]|--data DIR [--reason TEXT] --yes
/// Erases what we know of a vendor, for ever; without --yes it only says what it would do. With --data no
/// gateway may be serving that ledger.
int run_erase(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
