#pragma once

#include <set>

#include "door.hpp"

namespace choqr::market_day {

/// The vendors' bank and the wallet that brings its notices. It pays in what buyers send, tells the gateway
/// of it, late, in any order and more than once, changes its mind, and takes money back. Of each transfer it
/// knows what it has sent and what it was answered: the truth against which the ledger is held.
class Bank {
public:
    /// `credulous`: it takes what it has sent for received, which the rules must find.
    Bank(Chance& chance, Trace& trace, Machine& machine, Door& door, bool credulous)
        : chance_{chance}, trace_{trace}, machine_{machine}, door_{door}, credulous_{credulous} {}

    const std::vector<BankTransfer>& transfers() const { return transfers_; }

    /// The form that a buyer fills in: amount and time are drawn; account and content are missing.
    connectors::SimwalletTransfer form();
    /// Enters it in its books; `told` of a thousand are told to the gateway at once.
    void carry_out(const connectors::SimwalletTransfer& transfer, const std::string& told_as, unsigned told);
    /// What it sends: the bytes, signed.
    Gateway::Message seal(const std::string& body, const std::string& id, Instant sent_at) const;
    Gateway::Message seal(const connectors::SimwalletTransfer& transfer) const;

    // Actions.

    /// The next from anywhere that was acknowledged already, or that was not.
    void deliver_any(bool acknowledged);
    void take_back();
    /// Sends a transfer that was acknowledged with something else in it: ChangedIsConflict.
    void change_contents();

    /// All that are not acknowledged, once each; `pause` after every 32.
    void deliver_rest(const std::function<void()>& pause);

private:
    void deliver(std::size_t index);
    void hear(std::size_t index, bool known, bool clock_was_right, const Reply& reply);
    bool is_erased(const std::string& id, Sequence at) const;

    Chance& chance_;
    Trace& trace_;
    Machine& machine_;
    Door& door_;
    const bool credulous_;
    const connectors::StandardWebhooks signer_{"simwallet", {secret}};
    std::vector<BankTransfer> transfers_;
    std::set<std::string> taken_back_;
};

}  // namespace choqr::market_day
