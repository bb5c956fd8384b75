#pragma once

#include <array>
#include <string>
#include <vector>

#include "vendors.hpp"

namespace choqr::market_day {

/// Those by whom stalls' accounts change: two persons of each market's board, two operators, and phones that
/// any of these let in. Anybody proposes, confirms and refuses anything, their own too: what comes of it is
/// NobodyAloneChangesAPayee.
class Payees {
public:
    Payees(Chance& chance, Trace& trace, Machine& machine, Operator& office, Vendors& vendors)
        : chance_{chance}, trace_{trace}, machine_{machine}, operator_{office}, vendors_{vendors} {}

    /// While the ledger is founded, once there are markets.
    void take_seats(const std::array<MarketId, 2>& markets);

    /// A stall is to have another account.
    void propose(StallId stall, const merchants::Account& account);

    // Actions.

    /// Anybody says yes, or no, to any change that waits.
    void answer();
    /// Anybody lets in a phone as a stall's owner's.
    void let_a_phone_in();

private:
    TokenId seat(book::Role role, std::optional<MarketId> market);
    TokenId anybody() { return chance_.any(people_); }

    struct Waiting {
        StallId stall;
        PayeeChangeId change;
        std::string account;
    };
    void confirm(const Waiting& waiting, TokenId who);
    void refuse(const Waiting& waiting, TokenId who);

    Chance& chance_;
    Trace& trace_;
    Machine& machine_;
    Operator& operator_;
    Vendors& vendors_;
    std::vector<TokenId> people_;   ///< And phones.
    std::size_t phones_asked_ = 0;  ///< Each has a secret of its own.
    std::vector<Waiting> waiting_;
};

}  // namespace choqr::market_day
