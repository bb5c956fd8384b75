#pragma once

#include <optional>
#include <string>
#include <vector>

#include "book/payees/change.hpp"
#include "book/payees/commands.hpp"

namespace choqr::book {

/// Takes the place of one that waits.
struct PayeeChangeProposed {
    PayeeChangeId id;
    StallId stall;
    TokenId proposed_by;
    std::vector<merchants::Account> accounts;  ///< Names (personal).
    std::string reason;
    std::chrono::hours delay{0};
    std::optional<VendorId> owner;
};
template <>
struct Fields<PayeeChangeProposed> {
    using E = PayeeChangeProposed;
    static constexpr auto list = std::tuple{field("payee_change_id", &E::id),
                                            field("stall_id", &E::stall),
                                            field("proposed_by", &E::proposed_by),
                                            field("accounts", &E::accounts),
                                            field("reason", &E::reason),
                                            field("delay_hours", &E::delay),
                                            field("owner", &E::owner, {.hidden = true})};
};

struct PayeeChangeConfirmed {
    StallId stall;
    PayeeChangeId change;
    TokenId confirmed_by;
    std::optional<MarketId> for_market;  ///< Whose stall has one of the accounts. Absent: the stall's side.
    std::string reason;
    std::optional<Instant> takes_effect_at;  ///< Nobody else has to say yes.
};
template <>
struct Fields<PayeeChangeConfirmed> {
    using E = PayeeChangeConfirmed;
    static constexpr auto list = std::tuple{field("stall_id", &E::stall),
                                            field("payee_change_id", &E::change),
                                            field("confirmed_by", &E::confirmed_by),
                                            field("for_market", &E::for_market, {.if_any = true}),
                                            field("reason", &E::reason),
                                            field("takes_effect_at", &E::takes_effect_at, {.if_any = true})};
};

/// It never takes effect. By whoever proposed it: withdrawn.
struct PayeeChangeRefused {
    StallId stall;
    PayeeChangeId change;
    TokenId refused_by;
    std::string reason;
};
template <>
struct Fields<PayeeChangeRefused> {
    using E = PayeeChangeRefused;
    static constexpr auto list =
        std::tuple{field("stall_id", &E::stall), field("payee_change_id", &E::change),
                   field("refused_by", &E::refused_by), field("reason", &E::reason)};
};

/// Nobody confirmed it in time; or, when it was to take effect, a stall of a market that had not been asked
/// had one of its accounts. It never takes effect.
struct PayeeChangeLapsed {
    StallId stall;
    PayeeChangeId change;
};
template <>
struct Fields<PayeeChangeLapsed> {
    using E = PayeeChangeLapsed;
    static constexpr auto list =
        std::tuple{field("stall_id", &E::stall), field("payee_change_id", &E::change)};
};

}  // namespace choqr::book
