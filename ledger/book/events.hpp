#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/sequence.hpp"
#include "book/commands.hpp"
#include "book/consents/events.hpp"
#include "book/days/events.hpp"
#include "book/payees/events.hpp"
#include "book/people/events.hpp"
#include "book/places/events.hpp"
#include "book/requests/events.hpp"
#include "book/sales/events.hpp"
#include "book/transfers/events.hpp"
#include "book/visits/events.hpp"
#include "book/vocabulary.hpp"

namespace choqr::book {

// What was decided: the book's vocabulary in the domain's own types, by subject. events.proto is the same
// page for the disk; only the codec knows both. A field marked (personal) is sealed there and absent once its
// key was destroyed.

#define CHOQR_ROW(number, Event, name, subject) , Event
using Event = detail::VariantOf<void CHOQR_BOOK_EVENTS(CHOQR_ROW)>;
#undef CHOQR_ROW

enum class Subject { places, transfers, requests, people, payees, days, consents, sales, visits };

/// What stands in an event's row.
struct EventRow {
    std::uint16_t number;
    std::string_view name;     ///< "transfer_received"
    std::string_view message;  ///< "TransferReceived"
    Subject subject;
};

/// Of each event, in the order of their numbers.
#define CHOQR_ROW(number, Event, name, subject) EventRow{number, #name, #Event, Subject::subject},
inline constexpr EventRow event_rows[] = {CHOQR_BOOK_EVENTS(CHOQR_ROW)};
#undef CHOQR_ROW

namespace detail {
consteval bool numbers_are_counted() {
    std::uint16_t last = 0;
    for (const auto& row : event_rows)
        if (row.number != ++last) return false;
    return true;
}
}  // namespace detail
static_assert(detail::numbers_are_counted(), "an event's number is one more than the row before");

/// An event's number on disk.
template <class Event>
inline constexpr std::uint16_t number_of = 0;
#define CHOQR_ROW(number, Event, name, subject) \
    template <>                                 \
    inline constexpr std::uint16_t number_of<Event> = number;
CHOQR_BOOK_EVENTS(CHOQR_ROW)
#undef CHOQR_ROW

/// The row of what an event says.
inline const EventRow& row_of(const Event& event) { return event_rows[event.index()]; }

/// An event with what the sequencer stamped on it once. Time comes from here on every replay, never from a
/// clock.
struct RecordedEvent {
    Sequence sequence;
    Instant recorded_at;
    std::string actor;
    std::optional<Idempotency> idempotency;
    Event event;
};

}  // namespace choqr::book
