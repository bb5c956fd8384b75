#include <algorithm>

#include "book/rules.hpp"

namespace choqr::book {
namespace {

void close(PaymentRequestId id, merchants::PaymentRequestStatus status, const Applying& at) {
    at.state.requests.set_status(id, status, at.event.sequence, at.event.recorded_at, at.state.places);
}

}  // namespace

void apply(const PaymentRequestOpened& e, const Applying& at) {
    auto& requests = at.state.requests;
    const auto& request = e.request;
    auto& entry =
        requests.requests.emplace(request.id, RequestEntry{request, at.event.sequence, at.event.recorded_at})
            .first->second;
    entry.request.description.clear();
    const auto number = request.reference_code.number();
    requests.request_by_code.insert_or_assign(number, request.id);
    requests.next_request_number = std::max(requests.next_request_number, number + 1);
    auto& free = requests.free_request_numbers;
    while (!free.empty() && requests.request_by_code.contains(free.front())) free.pop_front();
    auto& stall = must_have(at.state.places.stalls, request.stall);
    stall.used = true;
    ++stall.requests_open;
    ++stall.requests_held;
    if (request.expires_at) requests.expiries.emplace(*request.expires_at, request.id);
    requests.is_request.add(at.event.sequence);
}

void apply(const PaymentRequestExpired& e, const Applying& at) {
    close(e.request, merchants::PaymentRequestStatus::expired, at);
}
void apply(const PaymentRequestCancelled& e, const Applying& at) {
    close(e.request, merchants::PaymentRequestStatus::cancelled, at);
}

}  // namespace choqr::book
