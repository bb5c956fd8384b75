#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

int run_speak(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
