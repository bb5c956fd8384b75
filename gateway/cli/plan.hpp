#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

int run_plan(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
