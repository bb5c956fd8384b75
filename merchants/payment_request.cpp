#include "merchants/payment_request.hpp"

namespace choqr::merchants {

PaymentRequestStatus status_by_money(Vnd amount, VndSum received) {
    if (received.dong() == 0) return PaymentRequestStatus::open;
    if (received.dong() < amount.dong()) return PaymentRequestStatus::underpaid;
    return received.dong() == amount.dong() ? PaymentRequestStatus::settled : PaymentRequestStatus::overpaid;
}

std::optional<PaymentRequestStatus> after(PaymentRequestStatus from, RequestChange change, Vnd amount,
                                          VndSum received) {
    using enum PaymentRequestStatus;
    if (from == expired || from == cancelled) return std::nullopt;
    switch (change) {
        case RequestChange::money_arrived:
            return status_by_money(amount, received);
        case RequestChange::money_reversed:
            if (from == open) return std::nullopt;
            return status_by_money(amount, received);
        case RequestChange::cancel:
            return from == open ? std::optional{cancelled} : std::nullopt;
        case RequestChange::expire:
            return from == open ? std::optional{expired} : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace choqr::merchants
