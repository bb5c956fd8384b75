#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// choqr import --data DIR|--url URL [--token T] [--market ID] stalls FILE.csv [--yes]: shows what it would
/// do; --yes does it.
int run_import(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
