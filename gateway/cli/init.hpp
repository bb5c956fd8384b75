#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// choqr init --data DIR [--market NAME] [--origin NAME] [--demo]: makes a ledger, its keys and the
/// operator's first token. --demo: a trial ledger, in which nothing is real money and everything says so.
/// Exit code.
int run_init(const Arguments& arguments, Surroundings& surroundings);

/// choqr operator-token --data DIR: another token for whoever lost the last one but has the folder. Not
/// beside a gateway that serves. Recorded like every token. Exit code.
int run_operator_token(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
