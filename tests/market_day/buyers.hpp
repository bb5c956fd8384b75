#pragma once

#include "bank.hpp"
#include "vendors.hpp"

namespace choqr::market_day {

/// Those who pay: with the code, a request's reference, two codes, or no clue at all in the text; to the
/// stall's account, or to one that an old stand still shows; alone, or everybody at once.
class Buyers {
public:
    Buyers(Chance& chance, Trace& trace, Machine& machine, Door& door, Bank& bank, Vendors& vendors)
        : chance_{chance}, trace_{trace}, machine_{machine}, door_{door}, bank_{bank}, vendors_{vendors} {}

    // Actions.

    void pay();
    /// Batches that fit no mark.
    void rush();
    /// Somebody plays with the demonstration wallet, which nobody's bank knows.
    void try_out();

private:
    std::string text_for(const Stall& stall);

    Chance& chance_;
    Trace& trace_;
    Machine& machine_;
    Door& door_;
    Bank& bank_;
    Vendors& vendors_;
};

}  // namespace choqr::market_day
