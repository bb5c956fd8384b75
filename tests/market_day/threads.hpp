#pragma once

#include "auditor.hpp"
#include "chance.hpp"
#include "machine.hpp"

namespace choqr::market_day {

/// What goes on in the gateway by itself. In the program these are threads; here each does a piece of its
/// work when chance says so.
class Threads {
public:
    Threads(Chance& chance, Trace& trace, Machine& machine, Auditor& auditor)
        : chance_{chance}, trace_{trace}, machine_{machine}, auditor_{auditor} {}

    /// An action: the sequencer decides one batch, and whoever is answered hears it.
    void decide();
    /// An action: the followers go on by one portion, or to the end, and then ReportsAgree is held.
    void follow();

    /// Until everybody has been answered and the followers know everything.
    void settle();
    /// An orderly end: what is asked is answered, and the book is kept for the next start.
    void say_goodbye();

private:
    std::size_t follow_once();

    Chance& chance_;
    Trace& trace_;
    Machine& machine_;
    Auditor& auditor_;
};

}  // namespace choqr::market_day
