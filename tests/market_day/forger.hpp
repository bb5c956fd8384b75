#pragma once

#include "bank.hpp"
#include "vendors.hpp"

namespace choqr::market_day {

/// What nobody at the bank has sent, or what got broken on the way: ForgedIsRefused.
class Forger {
public:
    Forger(Chance& chance, Machine& machine, Door& door, Bank& bank, Vendors& vendors)
        : chance_{chance}, machine_{machine}, door_{door}, bank_{bank}, vendors_{vendors} {}

    /// An action: one notice that must be refused before anything is queued.
    void forge();

private:
    /// A true notice, if it were not for what happens to it here.
    Gateway::Message spoil(Gateway::Message message);

    Chance& chance_;
    Machine& machine_;
    Door& door_;
    Bank& bank_;
    Vendors& vendors_;
};

}  // namespace choqr::market_day
