#pragma once

#include "cli/arguments.hpp"
#include "cli/gateways.hpp"

namespace choqr::gateway {

/// What `choqr serve` does (cli/serve.hpp), and `beside` once it serves, if there is one. The exit code.
int serve(const Arguments& arguments, const Beside& beside);

}  // namespace choqr::gateway
