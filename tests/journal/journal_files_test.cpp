#include "journal/journal_files.hpp"

#include <algorithm>
#include <thread>

#include "journal/format.hpp"
#include "journal/merkle.hpp"
#include "journal/tree_files.hpp"
#include "journal/verify.hpp"
#include "journal/writer_lock.hpp"
#include "journal_fixture.hpp"
#include "support/catch.hpp"
#include "world/memory_directory.hpp"

using namespace choqr;
using namespace choqr::journal;
using namespace choqr::journal::testing;
using world::MemoryDirectory;

namespace {

Hash root_over(const std::vector<StoredRecord>& records) {
    TreeEdge edge;
    for (const auto& record : records) edge.push(leaf_hash(record.entry()));
    return edge.root();
}

}  // namespace

TEST_CASE("journal: what was appended is read back in order, with type and payload", "[journal]") {
    MemoryDirectory disk;
    make_ledger(disk);
    OpenLedger ledger{disk};
    REQUIRE(ledger.append(3));
    REQUIRE(ledger.append(2));

    const auto records = ledger.all();
    REQUIRE(records.size() == 5);
    for (std::uint64_t i = 0; i < 5; ++i) {
        CHECK(records[i].sequence == Sequence{i});
        CHECK(records[i].type == 3);
        CHECK(records[i].payload == payload_of(i));
    }
    CHECK(ledger->committed() == Sequence{5});
    CHECK(ledger->head() == TreeHead{5, root_over(records)});
}

TEST_CASE("journal: opening again finds the same records and the same root, over many segments",
          "[journal]") {
    MemoryDirectory disk;
    make_ledger(disk);
    TreeHead before;
    {
        OpenLedger ledger{disk};
        for (int batch = 0; batch < 120; ++batch)
            REQUIRE(ledger.append(1 + static_cast<unsigned>(batch) % 40));
        before = ledger->head();
    }
    REQUIRE(disk.list()->size() > 5);

    OpenLedger again{disk};
    const auto records = again.all();
    CHECK(again->head() == before);
    CHECK(again->recovery_note() == "clean");
    CHECK(root_over(records) == before.root);
    for (std::size_t i = 0; i < records.size(); ++i) REQUIRE(records[i].payload == payload_of(i));
}

TEST_CASE("journal: any place can be read from, in any portion", "[journal]") {
    MemoryDirectory disk;
    make_ledger(disk);
    OpenLedger ledger{disk};
    for (int batch = 0; batch < 60; ++batch) REQUIRE(ledger.append(25));
    for (std::uint64_t from = 0; from < 1500; from += 37) {
        const auto some = ledger->read(Sequence{from}, 11, SIZE_MAX);
        REQUIRE(some.has_value());
        REQUIRE(some->size() == std::min<std::uint64_t>(11, 1500 - from));
        CHECK(some->front().payload == payload_of(from));
        CHECK(some->back().sequence == Sequence{from + some->size() - 1});
    }
    CHECK(ledger->read(Sequence{1500}, 10, SIZE_MAX)->empty());
    CHECK(ledger->read(Sequence{9999}, 10, SIZE_MAX)->empty());
    CHECK(ledger->read(Sequence{3}, 10, 1)->size() == 1);  // At least one, however large.
    CHECK(ledger->read(Sequence{3}, 10, 250)->size() == 2);
}

TEST_CASE("journal: from any place everything is passed once and in order, until the visitor has had enough",
          "[journal]") {
    MemoryDirectory disk;
    make_ledger(disk);
    OpenLedger ledger{disk};
    for (int batch = 0; batch < 60; ++batch) REQUIRE(ledger.append(25));
    for (std::uint64_t from = 0; from <= 1500; from += 75) {
        CAPTURE(from);
        auto next = from;
        REQUIRE(ledger->visit(Sequence{from}, [&](const RecordView& record) {
            REQUIRE(record.sequence == Sequence{next});
            REQUIRE(record.payload() == payload_of(next));
            return ++next != 0;
        }));
        CHECK(next == 1500);
    }
    std::size_t visited = 0;
    REQUIRE(ledger->visit(Sequence{3}, [&](const RecordView&) { return ++visited < 700; }));
    CHECK(visited == 700);
}

TEST_CASE("journal: a batch is refused without a trace when it is too large or not the next one",
          "[journal]") {
    MemoryDirectory disk;
    make_ledger(disk);
    OpenLedger ledger{disk};
    REQUIRE(ledger.append(1));
    const std::string largest(Record::payload_max, 'x');
    const std::string larger(Record::payload_max + 1, 'x');
    const Record fits{1, largest};
    const Record does_not{1, larger};

    CHECK(ledger->append(Sequence{0}, {&fits, 1}).error() == errc::conflict);
    CHECK(ledger->append(Sequence{2}, {&fits, 1}).error() == errc::conflict);
    CHECK(ledger->append(Sequence{1}, {&does_not, 1}).error() == errc::record_too_large);
    const std::vector<Record> too_many(300, fits);
    CHECK(ledger->append(Sequence{1}, too_many).error() == errc::record_too_large);
    CHECK(ledger->append(Sequence{1}, {}));
    CHECK(ledger->committed() == Sequence{1});
    CHECK(ledger->append(Sequence{1},
                         {&fits, 1}));  // Larger than a whole segment of this test: gets one of its own size.
    CHECK(ledger->read(Sequence{1}, 1, SIZE_MAX)->front().payload == largest);
}

TEST_CASE("journal: a ledger is made once, on purpose, and has one writer", "[journal]") {
    MemoryDirectory disk;
    CHECK(refusal_of(disk).error == errc::no_ledger);
    CHECK(disk.list()->empty());  // Looking for a ledger leaves nothing behind.
    make_ledger(disk);
    Chance chance;
    CHECK(JournalFiles::create(disk, chance.random, small_segments).error() == errc::ledger_exists);

    OpenLedger ledger{disk};
    CHECK(refusal_of(disk).error == errc::in_use);
    CHECK(JournalFiles::create(disk, chance.random, small_segments).error() == errc::ledger_exists);
}

TEST_CASE("journal: the writer's lock is the folder's and the old file's, and asking for it takes nothing",
          "[journal]") {
    MemoryDirectory disk;
    make_ledger(disk);
    CHECK_FALSE(WriterLock::is_held(disk));
    {
        const auto folder = disk.lock();
        CHECK(WriterLock::is_held(disk));
        CHECK(refusal_of(disk).error == errc::in_use);
    }
    {
        disk.put("lock", "");
        const auto file = disk.lock_file("lock");  // A gateway of before.
        CHECK(WriterLock::is_held(disk));
        CHECK(refusal_of(disk).error == errc::in_use);
    }
    CHECK_FALSE(WriterLock::is_held(disk));
    OpenLedger ledger{disk};
    CHECK(WriterLock::is_held(disk));
    CHECK(disk.lock_file("lock").error() ==
          world::disk_errc::locked);  // Nor does one of before come in beside us.
    disk.take_away("lock");
    CHECK(refusal_of(disk).error == errc::in_use);
}

TEST_CASE("journal: followers read while the writer appends", "[journal][threads]") {
    MemoryDirectory disk;
    make_ledger(disk);
    OpenLedger ledger{disk};
    std::thread follower{[&] {
        for (std::uint64_t next = 0; next < 3000;) {
            const auto some = ledger->read(Sequence{next}, 100, SIZE_MAX);
            if (!some) std::abort();
            for (const auto& record : *some)
                if (record.payload != payload_of(next++)) std::abort();
        }
    }};
    for (int batch = 0; batch < 300; ++batch) REQUIRE(ledger.append(10));
    follower.join();
    CHECK(ledger->committed() == Sequence{3000});
}

TEST_CASE("journal: proofs are made while large batches are appended and the tree files written beside",
          "[journal][threads]") {
    const Options options{.segment_bytes = 512u << 10, .piece_bytes = 16u << 10};
    MemoryDirectory disk;
    make_ledger(disk, options);
    OpenLedger ledger{disk, options};
    std::thread prover{[&] {
        for (std::uint64_t size = 0; size < 24'000;) {
            size = ledger->head().size;
            if (size == 0) continue;
            if (!inclusion_proof(size / 2, size, ledger->tree().reader())) std::abort();
        }
    }};
    for (int batch = 0; batch < 12; ++batch) REQUIRE(ledger.append(2'000));
    prover.join();
    CHECK(tree_root(24'000, ledger->tree().reader()).value() == ledger->root());
    CHECK_FALSE(verify_ledger(disk).finding);
}

TEST_CASE("journal: a full disk refuses a batch, keeps reading and goes on when there is room", "[journal]") {
    MemoryDirectory disk;
    make_ledger(disk);
    OpenLedger ledger{disk};
    disk.set_capacity(200u << 10);
    Result<void> appended;
    while ((appended = ledger.append(20))) {
    }
    CHECK(appended.error() == errc::no_space);
    const auto size = ledger->committed().value();
    CHECK(ledger.append(20).error() == errc::no_space);
    CHECK(ledger.all().size() == size);

    disk.set_capacity(std::nullopt);
    REQUIRE(ledger.append(20));
    CHECK(ledger.all().size() == size + 20);
}

// A quota refuses in the middle of space that had been reserved; half of the batch may be written.
TEST_CASE("journal: a batch refused half written leaves nothing behind, whatever is appended next",
          "[journal]") {
    const auto [refused, next] = GENERATE(
        table<std::size_t, std::size_t>({{100, 10}, {100, 3000}, {9000, 10}, {9000, 6000}, {9000, 30'000}}));
    CAPTURE(refused, next);
    MemoryDirectory disk{refused + next};
    make_ledger(disk);
    {
        OpenLedger ledger{disk};
        REQUIRE(ledger.append(3));
        for (int again = 0; again < 20; ++again) {
            disk.set_faults({.no_room = 1000});
            CHECK(ledger.append(1, refused).error() == errc::no_space);
            CHECK(ledger->committed() == Sequence{3});
        }
        disk.set_faults({});
        REQUIRE(ledger.append(2, next));
    }
    disk.power();
    OpenLedger again{disk};
    CHECK(again->recovery_note() == "clean");
    CHECK(again->committed() == Sequence{5});
    CHECK_FALSE(verify_ledger(disk).finding);
}

TEST_CASE("journal: a crash anywhere after a batch was refused half written finds what was acknowledged",
          "[journal][recovery]") {
    for (std::uint64_t crash = 0; crash < 60; ++crash) {
        CAPTURE(crash);
        MemoryDirectory disk{crash};
        make_ledger(disk);
        std::uint64_t acknowledged = 0, under_way = 0;
        try {
            OpenLedger ledger{disk};
            for (std::uint64_t i = 0; i < 40; ++i) {
                disk.set_faults({.no_room = i % 2 ? 400u : 0u});
                if (i == 3) disk.crash_after(crash);
                under_way = 1 + i % 3;
                const auto done = ledger.append(under_way, i % 5 == 0 ? 7000 : 200);
                if (done)
                    acknowledged += under_way;
                else if (done.error() != errc::no_space)
                    break;  // A mark that was begun: it ends.
            }
        } catch (const world::SimulatedCrash&) {
        }
        disk.set_faults({});
        disk.power();
        OpenLedger again{disk};
        const auto found = again->committed().value();
        CHECK((found == acknowledged || found == acknowledged + under_way));
        for (std::uint64_t i = 0; i < found; ++i)
            CHECK(again.all()[i].payload.starts_with("record " + std::to_string(i) + " "));
        CHECK_FALSE(verify_ledger(disk).finding);
    }
}

TEST_CASE("journal: a mark that found no room ends it, as it may be whole all the same", "[journal]") {
    MemoryDirectory disk;
    make_ledger(disk);
    OpenLedger ledger{disk};
    Result<void> appended;
    for (std::uint64_t permille = 50; (appended = ledger.append(1)) || appended.error() == errc::no_space;)
        disk.set_faults({.no_room = static_cast<unsigned>(permille)});
    CHECK(appended.error() == errc::tail_unknown);
    disk.set_faults({});
    CHECK(ledger.append(1).error() == errc::tail_unknown);
}

TEST_CASE("journal: after a failed sync it answers nothing more", "[journal]") {
    MemoryDirectory disk;
    make_ledger(disk);
    {
        OpenLedger ledger{disk};
        REQUIRE(ledger.append(2));
        disk.set_faults({.sync_fails = 1000});
        CHECK(ledger.append(1).error() == errc::tail_unknown);
        disk.set_faults({});
        CHECK(ledger.append(1).error() == errc::tail_unknown);
        CHECK(ledger->read(Sequence{0}, 1, 1).error() == errc::tail_unknown);
        CHECK(ledger->committed() == Sequence{2});
    }
    disk.kill();
    OpenLedger again{disk};
    CHECK(again.all().size() >= 2);
}

TEST_CASE("journal: with threads of its own it writes the same bytes as without", "[journal]") {
    const auto written_with = [](bool threads) {
        const Options options{.segment_bytes = 256u << 10, .piece_bytes = 10u << 10, .threads = threads};
        auto disk = std::make_unique<MemoryDirectory>();
        make_ledger(*disk, options);
        OpenLedger ledger{*disk, options};
        for (const std::uint64_t count : {1u, 400u, 17u, 900u, 3u, 1200u, 64u, 700u})
            REQUIRE(ledger.append(count));
        return disk;
    };
    const auto beside = written_with(true), in_turn = written_with(false);
    unsigned segments = 0;
    for (const auto& name : *in_turn->list()) {
        if (name.ends_with(".tmp")) continue;  // The next segment, as far as it has come.
        CAPTURE(name);
        CHECK((beside->contents(name) == in_turn->contents(name)));
        segments += name.ends_with(".log");
    }
    CHECK(segments > 1);
    CHECK_FALSE(verify_ledger(*beside).finding);
}

TEST_CASE("journal: the next segment is made beforehand, and a start removes one that is left over",
          "[journal]") {
    MemoryDirectory disk;
    make_ledger(disk);
    {
        OpenLedger ledger{disk};
        CHECK_FALSE(disk.holds("next.log.tmp"));
        while (!disk.holds("next.log.tmp")) REQUIRE(ledger.append(10));
        CHECK(disk.list()->size() < 5);  // Within the first segment still.
        CHECK(disk.size("next.log.tmp") == small_segments.segment_bytes);
    }
    disk.put("next.log.tmp", "anything at all");
    OpenLedger again{disk};
    CHECK_FALSE(disk.holds("next.log.tmp"));
    while (disk.list()->size() < 7) REQUIRE(again.append(10));
    CHECK_FALSE(verify_ledger(disk).finding);
}

TEST_CASE(
    "journal: the next segment is written full of zeros for small batches, only reserved for large ones",
    "[journal]") {
    const auto most_operations_of_an_append = [](std::size_t piece_bytes) {
        const Options options{.segment_bytes = 64u << 10, .piece_bytes = piece_bytes, .threads = false};
        MemoryDirectory disk;
        make_ledger(disk, options);
        OpenLedger ledger{disk, options};
        while (!disk.holds("next.log.tmp")) REQUIRE(ledger.append(10));
        std::uint64_t most = 0;
        for (int i = 0; i < 10; ++i) {
            const auto before = disk.operations();
            REQUIRE(ledger.append(10));
            most = std::max(most, disk.operations() - before);
        }
        CHECK(disk.list()->size() < 5);  // Within the first segment still.
        return most;
    };
    const auto batch_and_mark_and_sync = 3u;
    CHECK(most_operations_of_an_append(1) == batch_and_mark_and_sync);
    CHECK(most_operations_of_an_append(64u << 10) > batch_and_mark_and_sync);
}
