#pragma once

#include <string>
#include <vector>

#include "vendors.hpp"

namespace choqr::market_day {

/// Phones that are paired with stalls and revoked, and call whenever they like, also when they have no
/// business to any more: RevokedIsOut, PairedIsIn.
class Phones {
public:
    Phones(Chance& chance, Trace& trace, Machine& machine, Operator& office, Vendors& vendors)
        : chance_{chance}, trace_{trace}, machine_{machine}, operator_{office}, vendors_{vendors} {}

    // Actions.

    /// A code is shown for any stall, and a phone takes it.
    void pair();
    void revoke();
    /// Any phone opens its screen.
    void call();

    enum class Standing { paired, in_doubt, revoked };
    struct Phone {
        std::string id;
        StallId stall;
        std::string cookie;
        Standing standing = Standing::paired;
    };
    /// Null: the one that was drawn is paired no more, or there is none.
    const Phone* any_paired();

private:
    void take_code(StallId stall, const std::string& code);

    Chance& chance_;
    Trace& trace_;
    Machine& machine_;
    Operator& operator_;
    Vendors& vendors_;
    std::vector<Phone> phones_;
};

}  // namespace choqr::market_day
