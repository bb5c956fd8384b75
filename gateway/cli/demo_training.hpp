#pragma once

#include <iosfwd>
#include <stop_token>

#include "cli/demo_market.hpp"

namespace choqr::gateway {

/// Plays the exercises of training/ in `market` behind `operator_`, `speed` times faster than a clock, until
/// they are over or `stop` is requested. `out`: the terminal of whoever teaches.
void train(const Target& operator_, const DemoMarket& market, unsigned speed, std::ostream& out,
           const std::stop_token& stop);

}  // namespace choqr::gateway
