#include "book/invariants.hpp"
#include "book/state.hpp"

namespace choqr::book {
namespace {

using merchants::PaymentRequestStatus;
using Broken = std::optional<std::string>;

std::string dong(std::int64_t amount) { return std::to_string(amount) + " dong"; }

Broken a_stall_counts_its_requests(const Book::State& state) {
    struct Counted {
        std::uint32_t open = 0, held = 0;
    };
    std::unordered_map<StallId, Counted> counted;
    for (const auto& [id, entry] : state.requests.requests) {
        auto& one = counted[entry.request.stall];
        one.open += waits(entry.request) ? 1u : 0u;
        ++one.held;
    }
    for (const auto& [id, entry] : state.places.stalls)
        if (entry.requests_open != counted[id].open || entry.requests_held != counted[id].held)
            return id.text() + " counts " + std::to_string(entry.requests_open) + " open requests of " +
                   std::to_string(entry.requests_held) + ", but has " + std::to_string(counted[id].open) +
                   " of " + std::to_string(counted[id].held);
    return std::nullopt;
}

Broken a_request_has_its_own_code(const Book::State& state) {
    if (state.requests.request_by_code.size() != state.requests.requests.size())
        return std::to_string(state.requests.requests.size()) + " requests, but " +
               std::to_string(state.requests.request_by_code.size()) + " codes";
    for (const auto& [id, entry] : state.requests.requests) {
        const auto code = state.requests.request_by_code.find(entry.request.reference_code.number());
        if (code == state.requests.request_by_code.end() || code->second != id)
            return id.text() + " is not found by its code";
    }
    return std::nullopt;
}

Broken a_request_counts_its_transfers(const Book::State& state) {
    std::unordered_map<PaymentRequestId, std::int64_t> matched;
    state.transfers.table.each([&](std::string_view, const Transfer& transfer) {
        if (transfer.request && transfer.status == TransferStatus::matched)
            matched[*transfer.request] += transfer.amount.dong();
    });
    for (const auto& [id, sum] : matched) {
        const auto found = state.requests.requests.find(id);
        if (found != state.requests.requests.end() && found->second.request.received.dong() < sum)
            return id.text() + " has received " + dong(found->second.request.received.dong()) +
                   ", but its transfers are " + dong(sum);
    }
    if (state.transfers.forgotten.memory() != 0)
        return std::nullopt;  // Older transfers may be part of a sum.
    for (const auto& [id, entry] : state.requests.requests) {
        const auto found = matched.find(id);
        const auto sum = found == matched.end() ? 0 : found->second;
        if (entry.request.received.dong() != sum)
            return id.text() + " has received " + dong(entry.request.received.dong()) +
                   ", but its transfers are " + dong(sum);
    }
    return std::nullopt;
}

Broken a_request_has_the_status_of_its_money(const Book::State& state) {
    for (const auto& [id, entry] : state.requests.requests) {
        const auto& request = entry.request;
        const bool ended = request.status == PaymentRequestStatus::expired ||
                           request.status == PaymentRequestStatus::cancelled;
        if (ended && request.received.dong() != 0)
            return id.text() + " has ended, but holds " + dong(request.received.dong());
        if (!ended && request.status != merchants::status_by_money(request.amount, request.received))
            return id.text() + " has received " + dong(request.received.dong()) + " of " +
                   dong(request.amount.dong()) + ", but is " + std::string{name_of(request.status)};
    }
    return std::nullopt;
}

Broken what_waits_for_expiry_is_open(const Book::State& state) {
    for (const auto& [due, id] : state.requests.expiries) {
        const auto found = state.requests.requests.find(id);
        if (found == state.requests.requests.end() ||
            found->second.request.status != PaymentRequestStatus::open)
            return id.text() + " waits for its expiry, but is not open";
    }
    return std::nullopt;
}

constexpr Invariant all[] = {
    {"a stall counts its requests", a_stall_counts_its_requests},
    {"a payment request has a code of its own", a_request_has_its_own_code},
    {"a payment request counts its transfers", a_request_counts_its_transfers},
    {"a payment request has the status of its money", a_request_has_the_status_of_its_money},
    {"what waits for its expiry is open", what_waits_for_expiry_is_open},
};

}  // namespace

std::span<const Invariant> request_invariants() { return all; }

}  // namespace choqr::book
