#pragma once

#include "phones.hpp"

namespace choqr::market_day {

/// What vendors say of money on their phones: that what is nobody's is theirs, that something is no sale,
/// what went back, what came in cash; and the boards' people, who are asked where two say the same.
class Sales {
public:
    Sales(Chance& chance, Trace& trace, Machine& machine, Auditor& auditor, Operator& office, Phones& phones)
        : chance_{chance},
          trace_{trace},
          machine_{machine},
          auditor_{auditor},
          operator_{office},
          phones_{phones} {}

    // Actions.

    /// Of what is unclaimed on the stall's account; now and then of anything.
    void claim();
    void say();
    void settle();

private:
    void set_aside(const Phones::Phone& phone);
    void give_back(const Phones::Phone& phone);
    void declare_cash(const Phones::Phone& phone);
    std::optional<TransferId> any_of(StallId stall);
    void send(const Phones::Phone& phone, http::Method method, const std::string& target, const Json& body);

    Chance& chance_;
    Trace& trace_;
    Machine& machine_;
    Auditor& auditor_;
    Operator& operator_;
    Phones& phones_;
};

}  // namespace choqr::market_day
