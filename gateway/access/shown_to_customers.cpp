#include "access/shown_to_customers.hpp"

#include <algorithm>

#include "merchants/bank_directory.hpp"

namespace choqr::gateway {
namespace {

using merchants::PaymentRequestStatus;
using merchants::StallStatus;

// What a vendor wants hidden comes first: of such a stall nobody learns more, suspended or not.
StallStanding standing_of(const merchants::Stall& stall) {
    if (stall.consent.status == merchants::ConsentStatus::withdrawn) return StallStanding::withheld;
    if (stall.status != StallStatus::open) return StallStanding::suspended;
    return stall.registered() ? StallStanding::open : StallStanding::not_registered;
}

ShownPlace place_of(const merchants::Market& market, const merchants::Stall& stall) {
    return {market.name, stall.code, stall.goods, stall.kind, standing_of(stall)};
}

ShownPayee payee_of(const merchants::Stall& stall) {
    const auto& account = stall.accounts.front();
    const auto end = account.number.last_four();
    const auto length = std::min(end.size(), account.number.text().size() / 2);
    return {merchants::bank_display_name(account.bin), std::string{end.substr(end.size() - length)}};
}

std::optional<ShownStand> stand_of(const merchants::StandState& stand, std::optional<Instant> printed_at) {
    if (!printed_at) return std::nullopt;
    return ShownStand{business_day(*printed_at, std::chrono::minutes{0}),
                      stand.printed < stand.account_version};
}

// It is over once its time is, whether or not the ledger has said so by now. One that a trial has paid was
// taken back by that, since nothing else may pay it.
PaymentRequestStatus status_of(const merchants::PaymentRequest& request, bool is_paid_trial, Instant now) {
    if (is_paid_trial) return PaymentRequestStatus::settled;
    const bool is_over = request.expires_at && *request.expires_at <= now;
    return request.status == PaymentRequestStatus::open && is_over ? PaymentRequestStatus::expired
                                                                   : request.status;
}

/// What is still missing of it.
std::optional<Vnd> missing_of(const RequestForCustomers& request) {
    if (request.status == PaymentRequestStatus::open) return request.amount;
    if (request.status != PaymentRequestStatus::underpaid) return std::nullopt;
    return Vnd::from_dong(request.amount.dong() - request.received.dong());
}

}  // namespace

std::optional<StallForCustomers> shown_to_customers(const merchants::Market& market,
                                                    const merchants::Stall& stall,
                                                    std::optional<Instant> printed_at) {
    if (stall.status == StallStatus::closed) return std::nullopt;
    StallForCustomers shown{place_of(market, stall), {}, {}};
    if (shown.place.standing != StallStanding::open) return shown;
    shown.payee = payee_of(stall);
    shown.stand = stand_of(stall.stand, printed_at);
    return shown;
}

RequestForCustomers shown_to_customers(const merchants::Market& market, const merchants::Stall& stall,
                                       const merchants::PaymentRequest& request,
                                       std::optional<Instant> paid_at, Instant now) {
    const bool is_paid_trial = request.trial && paid_at;
    RequestForCustomers shown{.place = place_of(market, stall),
                              .description = {},
                              .amount = request.amount,
                              .received = request.received,
                              .status = status_of(request, is_paid_trial, now),
                              .opened_at = request.opened_at,
                              .expires_at = request.expires_at,
                              .paid_at = {},
                              .trial = request.trial,
                              .payee = {},
                              .to_pay = {}};
    if (is_paid_trial) shown.received = *VndSum::from_dong(request.amount.dong());
    if (shown.received.dong() > 0) shown.paid_at = paid_at;
    if (shown.place.standing == StallStanding::withheld) return shown;
    shown.description = request.description;
    if (shown.place.standing == StallStanding::open) shown.to_pay = missing_of(shown);
    const bool is_same_account = stall.registered() && stall.stand.since <= request.opened_at;
    if (shown.to_pay || (is_same_account && shown.place.standing == StallStanding::open))
        shown.payee = payee_of(stall);
    return shown;
}

}  // namespace choqr::gateway
