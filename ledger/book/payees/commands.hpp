#pragma once

#include <string>
#include <vector>

#include "base/ids.hpp"
#include "merchants/places.hpp"

// How the accounts of a stall change: one proposes, another confirms, a delay passes, and until then either
// side may refuse (docs/decisions/0635). Who asks is Command::actor, and nobody else. Persons with an account
// and phones that are their stall's owner's take part; a program may bring a proposal (a list), and no more.
namespace choqr::book {

/// Of a stall that has or had accounts; or of one that has none yet, where another market's stall has them. A
/// second proposal of the same actor takes the place of the first.
struct ProposePayeeChange {
    StallId stall;
    std::vector<merchants::Account> accounts;  ///< All that it is to have, in order.
    std::string reason;                        ///< Stays in the ledger for ever: no names in it.
};

struct ConfirmPayeeChange {
    StallId stall;
    PayeeChangeId change;
    std::string reason;      ///< Needed of whoever confirms in the place of a vendor or of a board.
    bool only_asks = false;  ///< Whether they may: then nothing is recorded.
};

/// By whoever proposed it: it is withdrawn.
struct RefusePayeeChange {
    StallId stall;
    PayeeChangeId change;
    std::string reason;
};

}  // namespace choqr::book
