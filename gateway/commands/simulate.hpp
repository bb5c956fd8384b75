#pragma once

#include <iosfwd>
#include <span>
#include <string_view>

namespace choqr::gateway {

/// `choqr simulate`: the wallet and bank simulator (simulator/simulate.hpp). It reaches a gateway over HTTP, also when that
/// gateway is this very program. 0: all as it should be; 1: a difference; 2: it could not be done.
int run_simulate(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err);

}  // namespace choqr::gateway
