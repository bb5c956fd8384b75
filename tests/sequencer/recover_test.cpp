#include <algorithm>

#include "house.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::sequencer;
using namespace choqr::sequencer::test;

namespace {

/// A disk with `count` transfers to a stall, in events 2 to `count` + 1.
void record_transfers(world::MemoryDirectory& disk, int count) {
    House house{disk};
    house.ask(market("cho"));
    house.ask(stall(MarketId::from_value(0), "1"));
    for (int i = 0; i < count; ++i) house.submit(i, transfer("t" + std::to_string(i)));
    while (house.sequencer->run_once() > 0) continue;
}

struct Replay {
    explicit Replay(world::MemoryDirectory& disk, Sequence reports_at) : journal{House::open(disk, random)} {
        references.known_to = reports_at;
        recovered = recover(journal, book, sealer, {}, Forgetting{references, 100}).value();
    }
    /// How often the reports would have to be asked before a copy of the transfer could be decided.
    auto lookups(int transfer_number) const {
        const auto all = book.lookups({transfer("t" + std::to_string(transfer_number)), "", {}});
        return std::ranges::count_if(all, [](const auto& lookup) { return !lookup.recorded; });
    }

    world::SeededRandom random{7};
    book::PlainSealer sealer;
    journal::JournalFiles journal;
    book::Book book;
    FakeReferences references;
    Recovered recovered;
};

}  // namespace

TEST_CASE(
    "recover: what the reports hold is let go of on the way, so that memory does not grow with the history",
    "[sequencer][recovery]") {
    world::MemoryDirectory disk;
    record_transfers(disk, 1'000);
    const Replay replay{disk, Sequence{1'002}};
    CHECK(replay.recovered.replayed == 1'002);
    CHECK(replay.book.references_held() == 100);
    CHECK(replay.lookups(0) == 1);
    CHECK(replay.lookups(999) == 0);
    CHECK(replay.book.broken_invariants().empty());
}

TEST_CASE("recover: what the reports do not hold yet stays in memory", "[sequencer][recovery]") {
    world::MemoryDirectory disk;
    record_transfers(disk, 1'000);
    // Their position is the first event that they do not hold: event 502 is transfer 500.
    {
        const Replay behind{disk, Sequence{502}};
        CHECK(behind.book.references_held() == 500);
        CHECK(behind.lookups(499) == 1);
        CHECK(behind.lookups(500) == 0);
    }
    const Replay deleted{disk, Sequence{0}};
    CHECK(deleted.book.references_held() == 1'000);
    CHECK(deleted.lookups(0) == 0);
}
