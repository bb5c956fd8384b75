#pragma once

#include <string>
#include <unordered_map>

#include "book/book.hpp"
#include "book/consents/state.hpp"
#include "book/days/state.hpp"
#include "book/fair_shares.hpp"
#include "book/payees/state.hpp"
#include "book/people/state.hpp"
#include "book/places/state.hpp"
#include "book/requests/state.hpp"
#include "book/sales/state.hpp"
#include "book/transfers/state.hpp"

// The book's inside: what follows from the events so far, by subject. Only the book's own files see it.
namespace choqr::book {

/// Answers remembered by Idempotency-Key, of all callers together; the oldest of whoever has the most go
/// first.
inline constexpr std::size_t idempotency_kept = 200'000;

struct HashOfHash {
    std::size_t operator()(const Hash& hash) const noexcept {
        return std::hash<std::string_view>{}(hash.bytes());
    }
};

struct Answer {
    Hash body;
    Sequence sequence;
};
template <>
struct Fields<Answer> {
    static constexpr auto list =
        std::tuple{field("body", &Answer::body), field("sequence", &Answer::sequence)};
};

struct Answers {
    std::unordered_map<Hash, Answer, HashOfHash> by_key;  ///< By Idempotency-Key.
    FairShares<Hash> shares{idempotency_kept};            ///< By actor.

    void remember(const RecordedEvent& event);
};
template <>
struct Fields<Answers> {
    static constexpr auto list =
        std::tuple{field("by_key", &Answers::by_key), field("shares", &Answers::shares)};
};

struct Book::State {
    Sequence next;
    Instant last_recorded_at;
    Places places;
    Requests requests;
    Transfers transfers;
    People people;
    Payees payees;
    Days days;
    Consents consents;
    Sales sales;
    Answers answers;
};
template <>
struct Fields<Book::State> {
    using State = Book::State;
    static constexpr auto list =
        std::tuple{field("next", &State::next),           field("last_recorded_at", &State::last_recorded_at),
                   field("places", &State::places),       field("requests", &State::requests),
                   field("transfers", &State::transfers), field("people", &State::people),
                   field("payees", &State::payees),       field("days", &State::days),
                   field("consents", &State::consents),   field("sales", &State::sales),
                   field("answers", &State::answers)};
};

}  // namespace choqr::book
