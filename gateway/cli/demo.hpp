#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// choqr demo [--data DIR] [--listen ADDR:PORT] [--train [--speed N]]: makes a trial ledger with a market if
/// there is none, serves it as `choqr serve` does, and prints where to look; --train: plays a training beside
/// it. Refuses a ledger that is no trial. Exit code.
int run_demo(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
