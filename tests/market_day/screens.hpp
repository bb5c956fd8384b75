#pragma once

#include "vendors.hpp"

namespace choqr::market_day {

/// The stalls' own screens, which lose their connection and come back: ScreensMissNothing.
class Screens {
public:
    Screens(Chance& chance, Machine& machine, Operator& office, Vendors& vendors)
        : chance_{chance}, machine_{machine}, operator_{office}, vendors_{vendors} {}

    /// An action: one comes back after any event, and is told exactly what it has missed.
    void resume();

private:
    std::string missed_by(StallId stall, Sequence seen, Sequence from) const;

    Chance& chance_;
    Machine& machine_;
    Operator& operator_;
    Vendors& vendors_;
};

}  // namespace choqr::market_day
