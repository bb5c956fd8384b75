#pragma once

#include <map>
#include <set>
#include <utility>

#include "book/payees/events.hpp"

// What the book remembers of changes of accounts: those that wait. Only the book's own files see it.
namespace choqr::book {

struct Payees {
    std::map<StallId, PayeeChange> open;
    std::set<std::pair<Instant, StallId>> due;  ///< Of each, when the clock does something about it.

    const PayeeChange* of(StallId stall) const;

    /// In the place of one that the stall has.
    void put(PayeeChange change);
    void consent(StallId stall, PayeeChange::Consent consent, std::optional<Instant> takes_effect_at);
    /// Nothing happens if the stall has none.
    void end(StallId stall);
    void erase_names(VendorId vendor);
};
template <>
struct Fields<Payees> {
    static constexpr auto list =
        std::tuple{field("open", &Payees::open), field("due", &Payees::due, {.derived = true})};
};

}  // namespace choqr::book
