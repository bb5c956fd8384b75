#pragma once

#include <string>

#include "cli/arguments.hpp"

namespace choqr::gateway {

struct NewLedger {
    std::string path, origin;
    std::string market;  ///< The name of a first one; empty: none.
    bool is_trial = false;
};
struct MadeLedger {
    bool was_open = false;        ///< Others could read the folder until now.
    std::string invitation_code;  ///< By which the operator's account gets its password.
};
/// A ledger with its keys, the operator's token (DIR/operator.token) and account. CannotStart if there is
/// one, UsageError for a market that cannot be called so.
MadeLedger make_ledger(const NewLedger& asked);

/// choqr init --data DIR [--market NAME] [--origin NAME] [--demo]: makes a ledger, its keys and the
/// operator's first token. --demo: a trial ledger, in which nothing is real money and everything says so.
/// Exit code.
int run_init(const Arguments& arguments, Surroundings& surroundings);

/// choqr operator-token --data DIR: another token for whoever lost the last one but has the folder. Not
/// beside a gateway that serves. Recorded like every token. Exit code.
int run_operator_token(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
