#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// `choqr simulate`: the wallet and bank simulator (simulator/simulate.hpp). It reaches a gateway over HTTP,
/// also when that gateway is this very program. 0: all as it should be; 1: a difference; 2: it could not be
/// done.
int run_simulate(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
