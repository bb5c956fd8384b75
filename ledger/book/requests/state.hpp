#pragma once

#include <deque>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/sequence.hpp"
#include "book/places/state.hpp"
#include "book/requests/events.hpp"
#include "book/sequence_set.hpp"
#include "merchants/payment_request.hpp"

// What the book remembers of payment requests. Only the book's own files see it.
namespace choqr::book {

/// Of one stall: requests that wait for money, and requests whose code is taken.
inline constexpr std::size_t open_requests_max = 500, held_requests_max = 10'000;

struct RequestEntry {
    merchants::PaymentRequest request;  ///< Without the description: no rule reads it.
    Sequence changed_at;
    Instant changed_on;
};
template <>
struct Fields<RequestEntry> {
    static constexpr auto list =
        std::tuple{field("request", &RequestEntry::request), field("changed_at", &RequestEntry::changed_at),
                   field("changed_on", &RequestEntry::changed_on)};
};

struct Requests {
    std::unordered_map<PaymentRequestId, RequestEntry>
        requests;  ///< Open ones, and closed ones within the watch period.
    std::unordered_map<std::uint32_t, PaymentRequestId> request_by_code;
    std::uint32_t next_request_number = 0;  ///< None from here on was ever given.
    std::deque<std::uint32_t>
        free_request_numbers;  ///< In the order in which they became free; the first one is.
    std::set<std::pair<Instant, PaymentRequestId>> expiries;  ///< Of open requests.
    std::deque<std::pair<Instant, PaymentRequestId>>
        closed_requests;     ///< In the order of closing; may be out of date.
    SequenceSet is_request;  ///< Tells "never was" from "no longer held".

    bool was_request(PaymentRequestId id) const { return is_request.contains(Sequence{id.value()}); }
    /// What it would become; nothing if it is no longer held, or takes no such change.
    std::optional<merchants::PaymentRequestStatus> status_after(std::optional<PaymentRequestId> id,
                                                                merchants::RequestChange change,
                                                                Vnd amount) const;
    /// The code of a request that closed long ago becomes free again.
    void let_go_of_old_requests(Instant now, Places& places);
    /// Money arrives at a request or leaves it. One that was let go of after the watch period has nothing
    /// left to count.
    void money(PaymentRequestId id, merchants::RequestChange change, Vnd amount, Sequence at, Instant now,
               Places& places);
    void set_status(PaymentRequestId id, merchants::PaymentRequestStatus status, Sequence at, Instant now,
                    Places& places);
};
template <>
struct Fields<Requests> {
    static constexpr auto list =
        std::tuple{field("requests", &Requests::requests),
                   field("request_by_code", &Requests::request_by_code, {.derived = true}),
                   field("next_request_number", &Requests::next_request_number),
                   field("free_request_numbers", &Requests::free_request_numbers),
                   field("expiries", &Requests::expiries, {.derived = true}),
                   field("closed_requests", &Requests::closed_requests),
                   field("is_request", &Requests::is_request)};
};

/// A request that waits for money.
inline bool waits(const merchants::PaymentRequest& request) {
    return request.status == merchants::PaymentRequestStatus::open ||
           request.status == merchants::PaymentRequestStatus::underpaid;
}

}  // namespace choqr::book
