#pragma once

#include <map>
#include <string>

#include "phones.hpp"

namespace choqr::market_day {

/// What vendors agree to and take back on their phones, and what the markets' boards see and say meanwhile:
/// WithdrawnIsUnseen. What the journal must say of it: check_consents().
class Consents {
public:
    Consents(Chance& chance, Trace& trace, Machine& machine, Operator& office, Vendors& vendors,
             Phones& phones)
        : chance_{chance},
          trace_{trace},
          machine_{machine},
          operator_{office},
          vendors_{vendors},
          phones_{phones} {}

    /// At the founding: a board has a token of its own.
    void seat_board(MarketId market);

    // Actions.

    /// A phone agrees, takes it back, asks to be erased or takes that back.
    void say();
    /// A board says that somebody has agreed.
    void witness();
    /// A board looks at a stall and its phones.
    void look();

private:
    Gateway::Message as_board(MarketId market, std::string target, const Json& body = nullptr) const;
    void look_at(const merchants::Stall& stall, const std::string& target);

    Chance& chance_;
    Trace& trace_;
    Machine& machine_;
    Operator& operator_;
    Vendors& vendors_;
    Phones& phones_;
    std::map<MarketId, std::string> boards_;  ///< Their tokens.
};

}  // namespace choqr::market_day
