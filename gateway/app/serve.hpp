#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// What `choqr serve` does (cli/serve.hpp). The exit code.
int serve(const Arguments& arguments);

}  // namespace choqr::gateway
