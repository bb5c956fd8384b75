#pragma once

#include <vector>

#include "base/assert.hpp"
#include "book/state.hpp"

// What decide() and apply() of every subject share. A command without its decide(), an event without its
// apply() does not link: both are declared here from their tables.
namespace choqr::book {

/// What a decision may look at.
struct Deciding {
    const Book::State& state;
    Sequence next;  ///< Where the first event will stand.
    Instant now;
    const Book::Known& known;
    /// Who asks: Command::actor.
    std::string_view actor;
};

inline Decision no(Refusal refusal) { return {{}, refusal}; }
inline Decision nothing() { return {{}, NothingToRecord{}}; }
inline Decision exists(Sequence sequence) { return {{}, Exists{sequence, TransferStatus::unmatched}}; }
inline Decision record(const Deciding& at, Event event) {
    Decision decision;
    decision.events.push_back(std::move(event));
    decision.outcome = Recorded{at.next};
    return decision;
}

/// What happened, and to what.
struct Applying {
    Book::State& state;
    const RecordedEvent& event;
};

#define CHOQR_ROW(number, Event, name, subject) void apply(const Event& event, const Applying& at);
CHOQR_BOOK_EVENTS(CHOQR_ROW)
#undef CHOQR_ROW

// One function per command: its refusals stand in the order of precedence of `Refusal`. What a command brings
// may be taken out of it, but only into an event.
#define CHOQR_ROW(Command) Decision decide(Command&& asked, const Deciding& at);
CHOQR_BOOK_COMMANDS(CHOQR_ROW)
#undef CHOQR_ROW

/// Why the vendor's yes counts for nothing; nothing: it does, as consent_given().
std::optional<Refusal> consent_refused(const merchants::Stall& stall, const ConsentAnswer& answer,
                                       const People& people);
ConsentGiven consent_given(const merchants::Stall& stall, const ConsentAnswer& answer);

template <class Map, class Key>
auto& must_have(Map& map, const Key& key) {
    const auto found = map.find(key);
    CHOQR_ASSERT(found != map.end(), "an event of this journal names only what earlier events made");
    return found->second;
}
inline Transfer& must_have(TransferTable& transfers, TransferId id) {
    auto* const found = transfers.find(id);
    CHOQR_ASSERT(found, "an event of this journal names only what earlier events made");
    return *found;
}

}  // namespace choqr::book
