#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "merchants/places.hpp"

// What a customer is told, who is nobody to the gateway: of the stall whose code they read off a stand, and
// of the payment request whose link they were sent. Pure: the stall's status, its accounts and what its
// vendor said decide, nothing else. What is withheld is not in here, so nothing that writes one can tell it.
namespace choqr::gateway {

/// Whether a customer may pay at the stall, and if not, why.
enum class StallStanding {
    open,
    suspended,       ///< By the market, or closed for good. An account that is told would vouch for it.
    not_registered,  ///< No account is known: whatever code hangs there is not the market's.
    withheld,        ///< Its vendor has taken the consent back.
};

/// What a customer compares with the own bank's screen.
struct ShownPayee {
    std::string bank;
    std::string last_digits;  ///< Four, and never more than half of the number.

    friend bool operator==(const ShownPayee&, const ShownPayee&) = default;
};

struct ShownPlace {
    std::string market, stall_code, goods;
    merchants::PointKind kind;
    StallStanding standing;
};

/// The stand that hangs there, as far as the gateway was told of one.
struct ShownStand {
    Day printed;            ///< On that day of Vietnam's; its month is what the stand shows.
    bool account_is_older;  ///< The account has changed since: the stand shows another one.

    friend bool operator==(const ShownStand&, const ShownStand&) = default;
};

struct StallForCustomers {
    ShownPlace place;
    std::optional<ShownPayee> payee;  ///< Of an open stall alone: where money goes now, whatever is proposed.
    std::optional<ShownStand> stand;  ///< The same.
};

/// Nothing: a closed stall's code may be another's tomorrow. `printed_at`: when its newest stand was printed.
std::optional<StallForCustomers> shown_to_customers(const merchants::Market& market,
                                                    const merchants::Stall& stall,
                                                    std::optional<Instant> printed_at);

struct RequestForCustomers {
    ShownPlace place;
    std::string description;  ///< Empty where the vendor is withheld.
    Vnd amount;
    VndSum received;
    merchants::PaymentRequestStatus status;
    Instant opened_at;
    std::optional<Instant> expires_at, paid_at;
    bool trial;
    std::optional<ShownPayee> payee;
    std::optional<Vnd> to_pay;  ///< What a code may ask of the customer now; nothing: no code is shown.
};

/// `paid_at`: of its newest payment. The payee stands there while money may be sent, and afterwards so long
/// as the account is the one that was asked to be paid. A closed stall's receipts stay.
RequestForCustomers shown_to_customers(const merchants::Market& market, const merchants::Stall& stall,
                                       const merchants::PaymentRequest& request,
                                       std::optional<Instant> paid_at, Instant now);

}  // namespace choqr::gateway
