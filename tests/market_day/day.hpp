#pragma once

#include "actions.hpp"
#include "bank.hpp"
#include "board.hpp"
#include "buyers.hpp"
#include "consents.hpp"
#include "forger.hpp"
#include "payees.hpp"
#include "people.hpp"
#include "phones.hpp"
#include "sales.hpp"
#include "screens.hpp"
#include "statements.hpp"
#include "threads.hpp"
#include "vendors.hpp"

namespace choqr::market_day {

/// One market day: the actors, what they do next, and the lives of the gateway from its founding to the
/// evening, when all books must agree. Throws a Violation when a rule is broken. One thread.
class Day {
public:
    /// `credulous`: the bank takes what it has sent for received, which must be found. `talks`: prints what
    /// happens.
    Day(std::uint64_t seed, bool credulous, bool talks);
    /// Ends the gateway before those to whom it still owes an answer.
    ~Day() { machine_.end(); }
    Day(const Day&) = delete;
    Day& operator=(const Day&) = delete;

    void run();
    /// Changes with anything that happened: two runs of a seed must agree.
    std::string trace() const { return trace_.text(); }

private:
    void found_ledger();
    void start();
    void live();
    void live_on();
    void last_moments();
    void evening();
    /// What may happen, and how often.
    std::vector<Action> table();

    Chance chance_;
    Trace trace_;
    Machine machine_;
    Door door_{machine_};
    Bank bank_;
    Auditor auditor_{trace_, machine_, bank_.transfers()};
    Operator operator_{machine_, door_, auditor_};
    Threads threads_{chance_, trace_, machine_, auditor_};
    Vendors vendors_{chance_, trace_, machine_, operator_};
    Buyers buyers_{chance_, trace_, machine_, door_, bank_, vendors_};
    Statements statements_{chance_, trace_, door_, bank_};
    Forger forger_{chance_, machine_, door_, bank_, vendors_};
    Board board_{chance_, trace_, machine_, auditor_, operator_, threads_, vendors_};
    Screens screens_{chance_, machine_, operator_, vendors_};
    Phones phones_{chance_, trace_, machine_, operator_, vendors_};
    Payees payees_{chance_, trace_, machine_, operator_, vendors_};
    Consents consents_{chance_, trace_, machine_, operator_, vendors_, phones_};
    Sales sales_{chance_, trace_, machine_, auditor_, operator_, phones_};
    People people_{chance_, trace_, machine_, operator_, vendors_, board_};
    const Actions actions_{table()};
};

}  // namespace choqr::market_day
