#pragma once

#include "cli/arguments.hpp"
#include "config/config.hpp"

namespace choqr::gateway {

/// What `choqr serve` runs with: the file that --config names, and over it what stands in the command line.
/// CannotStart, UsageError, or ConfigMistakes.
Config start_config(const Arguments& arguments);

/// CannotStart for what a configuration may not ask for together; the log warns of feeds of which it should.
void check_config(const Config& config, bool trial_ledger);

}  // namespace choqr::gateway
