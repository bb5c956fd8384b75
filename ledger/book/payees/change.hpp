#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "book/places/fields.hpp"

namespace choqr::book {

/// A change of a stall's accounts that was proposed and has neither taken effect nor ended. A stall has one
/// at most. It is all of its accounts, in order; names of holders (personal).
struct PayeeChange {
    /// Somebody's yes: for the stall's own side, or for a market whose stall has one of the accounts.
    struct Consent {
        TokenId by;
        std::optional<MarketId> market;
    };
    /// Unconfirmed for so long, it lapses.
    static constexpr std::chrono::days waits_max{14};

    PayeeChangeId id;
    StallId stall;
    std::optional<TokenId> proposed_by;  ///< Absent: nobody who has a token or an account.
    std::vector<merchants::Account> accounts;
    std::chrono::hours delay{0};  ///< At least, once it is confirmed.
    Instant proposed_at;
    std::optional<VendorId> owner;  ///< Under whose key the names are sealed.
    std::vector<Consent> consents{};
    std::optional<Instant> takes_effect_at{};  ///< Nobody else has to say yes. Until then it can be refused.

    /// When the clock does something about it.
    Instant due_at() const { return takes_effect_at.value_or(proposed_at + waits_max); }
};
template <>
struct Fields<PayeeChange::Consent> {
    using Consent = PayeeChange::Consent;
    static constexpr auto list = std::tuple{field("by", &Consent::by), field("market_id", &Consent::market)};
};
template <>
struct Fields<PayeeChange> {
    using Change = PayeeChange;
    static constexpr auto list = std::tuple{field("id", &Change::id),
                                            field("stall_id", &Change::stall),
                                            field("proposed_by", &Change::proposed_by),
                                            field("accounts", &Change::accounts),
                                            field("delay", &Change::delay),
                                            field("proposed_at", &Change::proposed_at),
                                            field("owner", &Change::owner),
                                            field("consents", &Change::consents),
                                            field("takes_effect_at", &Change::takes_effect_at)};
};

}  // namespace choqr::book
