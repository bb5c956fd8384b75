#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// `choqr help`: every command in one line. `choqr version`.
int run_help(const Arguments& arguments, Surroundings& surroundings);
int run_version(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
