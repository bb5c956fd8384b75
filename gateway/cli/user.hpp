#pragma once

#include <string>

#include "cli/arguments.hpp"
#include "world/clock.hpp"
#include "world/random.hpp"

namespace choqr::gateway {

class Ledger;

/// Invites the account "operator" of a new ledger: the code of the invitation. CannotStart with a sentence.
std::string invite_first_operator(Ledger& ledger, world::Random& random, const world::Clock& clock);
/// Where an invitation's code is taken up on this machine.
std::string local_invitation(const std::string& code);

/// choqr user invite|list|reset|disable: people with an account, over HTTP or in the files of a ledger that
/// nobody serves, for a server without a browser that works.
int run_user_invite(const Arguments& arguments, Surroundings& surroundings);
int run_user_list(const Arguments& arguments, Surroundings& surroundings);
int run_user_reset(const Arguments& arguments, Surroundings& surroundings);
int run_user_disable(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
