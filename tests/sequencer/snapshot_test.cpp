#include "house.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::sequencer;
using namespace choqr::sequencer::test;

namespace {

using Snapshots = std::vector<book::Book::Snapshot>;

void keep_in(Snapshots& made, House& house) {
    house.sequencer->on_snapshot(
        [&made](book::Book::Snapshot snapshot) { made.push_back(std::move(snapshot)); });
}

}  // namespace

TEST_CASE("snapshots: one is made after so many events, and it is the journal's own moment",
          "[sequencer][snapshot]") {
    world::MemoryDirectory disk;
    House house{disk, {.snapshot_every = 10}};
    Snapshots made;
    keep_in(made, house);
    house.ask(market("cho"));
    house.ask(stall(MarketId::from_value(0), "1"));
    for (int i = 0; i < 20; ++i) house.ask(transfer("t" + std::to_string(i)));
    REQUIRE(made.size() == 2);
    CHECK(made[0].next == Sequence{10});
    CHECK(made[1].next == Sequence{20});
    CHECK(made[1].bytes.size() > made[0].bytes.size());
    const auto now = house.sequencer->snapshot().value();
    CHECK(now.next == house.journal.committed());
    CHECK(now.root == house.journal.root());
}

TEST_CASE("snapshots: none is made while callers wait, unless it is long overdue", "[sequencer][snapshot]") {
    world::MemoryDirectory disk;
    House house{disk, {.batch_max = 3, .snapshot_every = 5}};
    Snapshots made;
    keep_in(made, house);
    for (int i = 0; i < 30; ++i) house.submit(i, market("m" + std::to_string(i)));
    house.sequencer->run_once();
    house.sequencer->run_once();
    CHECK(made.empty());  // Six events, and 24 callers wait.
    house.sequencer->run_once();
    house.sequencer->run_once();
    CHECK(made.size() == 1);  // Twelve.
}

TEST_CASE("snapshots: an erasure is followed by one at once, since it spoils the older ones",
          "[sequencer][snapshot]") {
    world::MemoryDirectory disk;
    House house{disk};
    Snapshots made;
    keep_in(made, house);
    house.ask(market("cho"));
    house.ask(stall(MarketId::from_value(0), "1"));
    CHECK(made.empty());
    house.ask(book::EraseVendor{VendorId::from_value(1), "theo yêu cầu"});
    REQUIRE(made.size() == 1);
    CHECK(made[0].next == house.journal.committed());
    CHECK(made[0].bytes.find("Cô Ba") == std::string::npos);
}

TEST_CASE("snapshots: a book that is ahead of a full disk gives none", "[sequencer][snapshot]") {
    world::MemoryDirectory disk;
    House house{disk, {.snapshot_every = 1}};
    Snapshots made;
    keep_in(made, house);
    house.ask(market("cho"));
    std::uint64_t used = 0;
    for (const auto& name : disk.list().value()) used += disk.size(name);
    disk.set_capacity(used);  // The segment is preallocated: the journal goes on until it needs the next one.
    do {
        house.submit(0, transfer("t" + std::to_string(house.told.size()), 10'000, std::string(900, 'x')));
        house.sequencer->run_once();
    } while (house.told.back().outcome);
    CHECK(made.back().next == house.journal.committed());
    CHECK(house.book.next() > house.journal.committed());
    CHECK_FALSE(house.sequencer->snapshot().has_value());
}

TEST_CASE("snapshots: a start from one and the journal's tail decides as if it had never ended",
          "[sequencer][snapshot][recovery]") {
    world::MemoryDirectory disk;
    std::optional<book::Book::Snapshot> kept;
    {
        House house{disk};
        house.ask(market("cho"));
        house.ask(stall(MarketId::from_value(0), "1"));
        for (int i = 0; i < 50; ++i) house.ask(transfer("t" + std::to_string(i)));
        kept = house.sequencer->snapshot();
        for (int i = 50; i < 80; ++i) house.ask(transfer("t" + std::to_string(i)));
    }  // A crash: nothing after the snapshot was kept.
    world::SeededRandom random{7};
    auto journal = House::open(disk, random);
    book::PlainSealer sealer;
    book::Book replayed;
    CHECK(recover(journal, replayed, sealer).value().replayed == 82);
    auto loaded = book::Book::from_snapshot(kept.value()).value();
    const auto recovered = recover(journal, loaded, sealer).value();
    CHECK(recovered.replayed == 30);
    CHECK(recovered.last_recorded_at == replayed.last_recorded_at());
    CHECK(loaded.snapshot().bytes == replayed.snapshot().bytes);

    // With no tail at all, time goes on from the snapshot's.
    auto whole = book::Book::from_snapshot(loaded.snapshot()).value();
    CHECK(recover(journal, whole, sealer).value().last_recorded_at == replayed.last_recorded_at());
}
