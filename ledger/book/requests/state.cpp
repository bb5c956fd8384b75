#include "book/requests/state.hpp"

#include "book/rules.hpp"

namespace choqr::book {

using merchants::PaymentRequestStatus;
using merchants::RequestChange;

namespace {

VndSum received_after(const merchants::PaymentRequest& request, RequestChange change, Vnd amount) {
    auto received = request.received;
    if (change == RequestChange::money_arrived)
        received += amount;
    else
        received -= amount;
    return received;
}

}  // namespace

std::optional<PaymentRequestStatus> Requests::status_after(std::optional<PaymentRequestId> id,
                                                           RequestChange change, Vnd amount) const {
    if (!id) return std::nullopt;
    const auto found = requests.find(*id);
    if (found == requests.end()) return std::nullopt;
    const auto& request = found->second.request;
    return after(request.status, change, request.amount, received_after(request, change, amount));
}

void Requests::let_go_of_old_requests(Instant now, Places& places) {
    while (!closed_requests.empty() && now - closed_requests.front().first > closed_codes_kept) {
        const auto [closed_on, id] = closed_requests.front();
        closed_requests.pop_front();
        const auto found = requests.find(id);
        if (found == requests.end() || found->second.changed_on != closed_on || waits(found->second.request))
            continue;
        const auto& request = found->second.request;
        request_by_code.erase(request.reference_code.number());
        free_request_numbers.push_back(request.reference_code.number());
        --must_have(places.stalls, request.stall).requests_held;
        requests.erase(found);
    }
}

void Requests::set_status(PaymentRequestId id, PaymentRequestStatus status, Sequence at, Instant now,
                          Places& places) {
    auto& entry = must_have(requests, id);
    auto& request = entry.request;
    const bool waited = waits(request);
    request.status = status;
    if (waits(request) != waited) must_have(places.stalls, request.stall).requests_open += waited ? -1u : 1u;
    entry.changed_at = at;
    entry.changed_on = now;
    if (request.expires_at) {
        expiries.erase({*request.expires_at, id});
        if (status == PaymentRequestStatus::open) expiries.emplace(*request.expires_at, id);
    }
    if (!waits(request)) closed_requests.emplace_back(now, id);
}

void Requests::money(PaymentRequestId id, RequestChange change, Vnd amount, Sequence at, Instant now,
                     Places& places) {
    const auto found = requests.find(id);
    if (found == requests.end()) return;
    auto& request = found->second.request;
    request.received = received_after(request, change, amount);
    const auto status = after(request.status, change, request.amount, request.received);
    CHOQR_ASSERT(status, "money moves only on a request that takes it");
    set_status(id, *status, at, now, places);
}

}  // namespace choqr::book
