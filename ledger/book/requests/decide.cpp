#include <algorithm>

#include "book/payees/due.hpp"
#include "book/rules.hpp"

namespace choqr::book {
namespace {

using merchants::PaymentRequestStatus;
using merchants::TransferCode;

// A batch stays small however long the gateway was down; the next tick takes the rest.
constexpr std::size_t expiries_per_tick = 1'000;

/// A short one as long as there is one that was never given; then what became free longest ago; then longer
/// ones.
std::optional<std::uint32_t> free_request_number(const Requests& requests) {
    if (requests.next_request_number < TransferCode::short_capacity) return requests.next_request_number;
    if (!requests.free_request_numbers.empty()) return requests.free_request_numbers.front();
    if (requests.next_request_number < TransferCode::capacity) return requests.next_request_number;
    return std::nullopt;
}

std::chrono::seconds lasts(const OpenPaymentRequest& asked) {
    const std::chrono::seconds lasting = asked.expires_in.value_or(OpenPaymentRequest::expires_in_default);
    return asked.trial ? std::min<std::chrono::seconds>(lasting, OpenPaymentRequest::trial_expires_in)
                       : lasting;
}

}  // namespace

Decision decide(OpenPaymentRequest&& asked, const Deciding& at) {
    const auto* entry = at.state.places.stall(asked.stall);
    if (!entry) return no(Refusal::stall_not_found);
    if (is_closed(*entry)) return no(Refusal::stall_closed);
    if (!entry->stall.registered()) return no(Refusal::stall_not_registered);
    if (entry->stall.status != merchants::StallStatus::open) return no(Refusal::stall_suspended);
    if (entry->requests_open >= open_requests_max) return no(Refusal::too_many_open_requests);
    if (entry->requests_held >= held_requests_max) return no(Refusal::request_quota);
    const auto number = free_request_number(at.state.requests);
    if (!number) return no(Refusal::codes_exhausted);
    merchants::PaymentRequest request{.id = PaymentRequestId{at.next},
                                      .stall = asked.stall,
                                      .amount = asked.amount,
                                      .description = asked.description,
                                      .reference_code = merchants::RequestCode::make(*number),
                                      .opened_at = at.now,
                                      .expires_at = at.now + lasts(asked),
                                      .received = {},
                                      .status = PaymentRequestStatus::open,
                                      .trial = asked.trial};
    return record(at, PaymentRequestOpened{std::move(request), at.state.places.vendor_of(asked.stall)});
}

Decision decide(CancelPaymentRequest&& asked, const Deciding& at) {
    const auto& requests = at.state.requests;
    const auto found = requests.requests.find(asked.request);
    if (found == requests.requests.end())
        return no(requests.was_request(asked.request) ? Refusal::payment_request_not_open
                                                      : Refusal::payment_request_not_found);
    const auto& [request, changed_at, changed_on] = found->second;
    if (request.status == PaymentRequestStatus::cancelled) return exists(changed_at);
    if (!after(request.status, merchants::RequestChange::cancel, request.amount, request.received))
        return no(Refusal::payment_request_not_open);
    return record(at, PaymentRequestCancelled{asked.request});
}

Decision decide(Tick&&, const Deciding& at) {
    Decision decision{{}, NothingToRecord{}};
    for (const auto& [due, id] : at.state.requests.expiries) {
        if (due > at.now || decision.events.size() == expiries_per_tick) break;
        decision.events.emplace_back(PaymentRequestExpired{id});
    }
    decide_what_is_due(at, decision.events);
    if (!decision.events.empty()) decision.outcome = Recorded{at.next};
    return decision;
}

}  // namespace choqr::book
