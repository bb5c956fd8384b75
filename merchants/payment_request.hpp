#pragma once

#include <optional>

#include "merchants/places.hpp"

namespace choqr::merchants {

/// What happens to a payment request. Money arrives and is taken back; only an open one is cancelled or
/// expires.
enum class RequestChange { money_arrived, money_reversed, cancel, expire };

/// The status of a request of `amount` that `received` has reached, so long as nobody cancelled it and it has
/// not expired.
PaymentRequestStatus status_by_money(Vnd amount, VndSum received);

/// The status after `change`; `received` is the sum with the change already counted. Nothing if the change is
/// not legal from `from`:
///
///     from \ change   money_arrived             money_reversed             cancel     expire
///     open            by money                  -                          cancelled  expired
///     underpaid       by money                  by money (open if none)    -          -
///     settled         overpaid                  by money                   -          -
///     overpaid        overpaid                  by money                   -          -
///     expired         -                         -                          -          -
///     cancelled       -                         -                          -          -
///
/// An underpaid request does not expire: there is money in it, which a person has to settle with the buyer.
std::optional<PaymentRequestStatus> after(PaymentRequestStatus from, RequestChange change, Vnd amount,
                                          VndSum received);

}  // namespace choqr::merchants
