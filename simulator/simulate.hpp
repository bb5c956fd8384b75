#pragma once

#include <iosfwd>

#include "simulator/options.hpp"

namespace choqr::simulator {

/// `choqr simulate` with these options: reads the stalls' pictures, pays, compares, prints one table. 0: all
/// is as it should be; 1: something is different; 2: it could not be done (one line on `err`). Ctrl-C and
/// SIGTERM end the paying early, and the table comes anyway. A progress bar on `err` where standard error is
/// a terminal. Blocks; one at a time in a process.
int simulate(const Given& given, std::ostream& out, std::ostream& err);

}  // namespace choqr::simulator
