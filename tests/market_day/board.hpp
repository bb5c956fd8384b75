#pragma once

#include <array>

#include "threads.hpp"
#include "vendors.hpp"

namespace choqr::market_day {

/// Those who run the two markets: a market by day, and one by night whose business day ends at noon. They
/// suspend, assign, print, close days and erase, by the routes or by the program's own commands.
class Board {
public:
    Board(Chance& chance, Trace& trace, Machine& machine, Auditor& auditor, Operator& office,
          Threads& threads, Vendors& vendors)
        : chance_{chance},
          trace_{trace},
          machine_{machine},
          auditor_{auditor},
          operator_{office},
          threads_{threads},
          vendors_{vendors} {}

    /// While the ledger is founded.
    void open_markets();
    void change_watches();
    const std::array<MarketId, 2>& markets() const { return markets_; }
    MarketId day_market() const { return markets_[0]; }
    MarketId night_market() const { return markets_[1]; }

    // Actions.

    /// Any of what is done to a stall or to a market on an ordinary day, by its people too.
    void manage();
    void assign();
    /// By the route, which counts again until the totals are right, or with totals as of whenever the reports
    /// were counted.
    void close_day();
    void erase_vendor();

private:
    MarketId any_market() { return chance_.any(markets_); }
    /// How long accounts that a stall no longer has are watched.
    void change_watch(MarketId market);
    /// With room for one stall more than there are, and for none.
    void change_quota(MarketId market);
    void suspend(StallId stall, bool by_route);
    void resume(StallId stall, bool by_route);
    /// What was asked by a route is answered: said, no more.
    std::function<void(const Reply&)> managed();
    /// What the list says is due, as far as the reports know: it may have changed meanwhile.
    void print_stands();
    void close_by_route(MarketId market, Day day);
    void close_as_counted(MarketId market, Day day);

    Chance& chance_;
    Trace& trace_;
    Machine& machine_;
    Auditor& auditor_;
    Operator& operator_;
    Threads& threads_;
    Vendors& vendors_;
    std::array<MarketId, 2> markets_{MarketId::from_value(0), MarketId::from_value(0)};
};

}  // namespace choqr::market_day
