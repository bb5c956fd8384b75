#include "journal/recovery.hpp"

#include "journal/format.hpp"
#include "journal/verify.hpp"
#include "journal_fixture.hpp"
#include "support/catch.hpp"
#include "world/memory_directory.hpp"

using namespace choqr;
using namespace choqr::journal;
using namespace choqr::journal::testing;
using world::MemoryDirectory;

namespace {

template <class Visit>
void for_every_tail(Visit visit) {
    for (const auto marks : {Marks::none_readable, Marks::readable})
        for (const auto reach :
             {Reach::short_of_mark, Reach::at_mark, Reach::one_batch_beyond, Reach::several_beyond})
            for (const bool copy : {false, true})
                for (const bool root : {false, true})
                    for (const auto rest : {Rest::empty, Rest::unfinished, Rest::holds_a_later_batch})
                        visit(TailState{marks, reach, copy, root, rest});
}

/// A ledger whose last batch of `payload_bytes` is torn out again: the mark slots as before it, its bytes
/// still there.
struct Torn {
    MemoryDirectory disk;
    std::uint64_t begin = data_begin;
    std::uint64_t end = 0;
    std::string before;
    std::string after;

    explicit Torn(std::size_t payload_bytes) {
        make_ledger(disk);
        OpenLedger ledger{disk};
        REQUIRE(ledger.append(2));
        REQUIRE(ledger.append(1));
        before = disk.contents(first_segment);
        REQUIRE(ledger.append(2, payload_bytes));
        after = disk.contents(first_segment);
        begin = before.find_last_not_of('\0') + 1;
        end = after.find_last_not_of('\0') + 1;
    }
};

}  // namespace

TEST_CASE("recovery: every end of a journal matches exactly one row of the table", "[journal][recovery]") {
    int tails = 0;
    for_every_tail([&](const TailState& tail) {
        const auto rows =
            std::ranges::count_if(recovery_table(), [&](const auto& row) { return row.matches(tail); });
        CAPTURE(int(tail.marks), int(tail.reach), tail.copy_continues, tail.root_agrees, int(tail.rest));
        CHECK(rows == 1);
        ++tails;
    });
    CHECK(tails == 96);
}

TEST_CASE("recovery: every row of the table is needed by some end", "[journal][recovery]") {
    for (const auto& row : recovery_table()) {
        bool used = false;
        for_every_tail([&](const TailState& tail) { used = used || row.matches(tail); });
        CHECK(used);
        CHECK_FALSE(explanation(row.verdict).empty());
    }
}

TEST_CASE("recovery: a batch torn at any byte is dropped whole, all before it survive",
          "[journal][recovery]") {
    for (const std::size_t payload : {100u, 5000u}) {  // With and without a copy in the mark.
        const Torn torn{payload};
        const std::uint64_t step = payload == 100 ? 1 : 97;
        for (auto cut = torn.begin; cut < torn.end; cut += step) {
            CAPTURE(payload, cut);
            MemoryDirectory disk{torn.disk};
            auto bytes = torn.before;
            bytes.replace(torn.begin, cut - torn.begin, torn.after, torn.begin, cut - torn.begin);
            disk.put(first_segment, bytes);
            OpenLedger ledger{disk};
            REQUIRE(ledger.all().size() == 3);
            CHECK(disk.contents(first_segment).find_last_not_of('\0') < torn.begin);
            REQUIRE(ledger.append(1));
            REQUIRE(ledger.all().size() == 4);
        }
    }
}

// The cut's zeros are then in the page cache only: the second start sees nothing to cut, and what was torn is
// on the disk still.
TEST_CASE("recovery: a torn batch that one start failed to cut does not come back when its segment is closed",
          "[journal][recovery]") {
    std::size_t failed_starts = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        MemoryDirectory disk{seed};
        make_ledger(disk);
        {
            OpenLedger ledger{disk};
            REQUIRE(ledger.append(3));
            disk.crash_after(seed % 3);
            CHECK_THROWS_AS(ledger.append(5, 3000), world::SimulatedCrash);
        }
        disk.crash_after(std::nullopt);
        disk.kill();
        disk.power();
        disk.set_faults({.sync_fails = 1000});
        if (refusal_of(disk).error) ++failed_starts;
        disk.set_faults({});
        disk.kill();
        {
            OpenLedger ledger{disk};
            const auto next_segment = format::segment_name(ledger->committed());
            REQUIRE(ledger.append(4, 13'500));
            REQUIRE(disk.holds(next_segment));
        }
        disk.kill();
        disk.power();
        OpenLedger again{disk};
        CHECK_FALSE(verify_ledger(disk).finding);
    }
    CHECK(failed_starts == 60);
}

TEST_CASE("recovery: an acknowledged batch cut off at any byte is restored or refused, never dropped",
          "[journal][recovery]") {
    for (const std::size_t payload : {100u, 5000u}) {
        const Torn torn{payload};
        const std::uint64_t step = payload == 100 ? 1 : 97;
        for (auto cut = torn.begin; cut < torn.end; cut += step) {
            CAPTURE(payload, cut);
            MemoryDirectory disk{torn.disk};
            auto bytes = torn.after;
            std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(cut), bytes.end(), '\0');
            disk.put(first_segment, bytes);
            if (payload == 100) {
                OpenLedger ledger{disk};
                CHECK(ledger->recovery_note().find("second copy") != std::string::npos);
                CHECK(ledger.all().size() == 5);
            } else {
                const auto refusal = refusal_of(disk);
                CHECK(refusal.error == errc::acknowledged_lost);
                CHECK(refusal.sentence.find(first_segment) != std::string::npos);
                CHECK(refusal.sentence.find("offset " + std::to_string(torn.begin)) != std::string::npos);
                CHECK(refusal.sentence.find("restore this file from a backup") != std::string::npos);
            }
        }
    }
}

TEST_CASE("recovery: a flipped bit anywhere in a segment never takes a record away silently",
          "[journal][recovery]") {
    MemoryDirectory disk;
    make_ledger(disk);
    TreeHead head;
    {
        OpenLedger ledger{disk};
        REQUIRE(ledger.append(2));
        REQUIRE(ledger.append(3, 3000));  // Larger than a mark slot.
        REQUIRE(ledger.append(1));
        head = ledger->head();
    }
    const auto used = disk.contents(first_segment).find_last_not_of('\0') + 600;
    unsigned refused = 0;
    for (std::uint64_t byte = 0; byte < used; byte += byte < 200 ? 1 : 13) {
        MemoryDirectory damaged{disk};
        damaged.flip_bit(first_segment, 8 * byte + byte % 8);
        CAPTURE(byte);
        Chance chance;
        const auto opened = JournalFiles::open(damaged, chance.random, small_segments);
        if (opened) {
            REQUIRE(opened->head() == head);
            REQUIRE(opened->read(Sequence{0}, 100, SIZE_MAX)->size() == 6);
        } else {
            ++refused;
        }
    }
    CHECK(refused > 100);
}

TEST_CASE("recovery: swapped, missing, stale and foreign segments are refused by name",
          "[journal][recovery]") {
    MemoryDirectory disk;
    make_ledger(disk);
    {
        OpenLedger ledger{disk};
        while (disk.list()->size() < 7) REQUIRE(ledger.append(30));  // Segments, lock and tree files.
    }
    std::vector<std::string> segments;
    for (const auto& name : *disk.list())
        if (name.ends_with(".log")) segments.push_back(name);
    REQUIRE(segments.size() >= 3);

    SECTION("the middle one is missing") {
        disk.take_away(segments[1]);
        const auto refusal = refusal_of(disk);
        CHECK(refusal.error == errc::segment_missing);
        CHECK(refusal.sentence.find(segments[2]) != std::string::npos);
    }
    SECTION("the first one is missing") {
        disk.take_away(segments[0]);
        CHECK(refusal_of(disk).error == errc::segment_missing);
    }
    SECTION("two carry each other's names") {
        const auto first = disk.contents(segments[0]);
        disk.put(segments[0], disk.contents(segments[1]));
        disk.put(segments[1], first);
        const auto refusal = refusal_of(disk);
        CHECK(refusal.error == errc::foreign_segment);
        CHECK(refusal.sentence.find(segments[0]) != std::string::npos);
    }
    SECTION("one is older than its successor says") {
        auto older = disk.contents(segments[1]);
        std::fill(older.end() - 30000, older.end(), '\0');
        disk.put(segments[1], older.replace(4096, 8192, std::string(8192, '\0')));
        const auto refusal = refusal_of(disk);
        CHECK(refusal.error == errc::acknowledged_lost);
        CHECK(refusal.sentence.find(segments[1]) != std::string::npos);
    }
    SECTION("one comes from another ledger") {
        MemoryDirectory other;
        world::SeededRandom chance{99};
        REQUIRE(JournalFiles::create(other, chance, small_segments));
        {
            OpenLedger ledger{other};
            while (!other.holds(segments[1])) REQUIRE(ledger.append(30));
        }
        disk.put(segments[1], other.contents(segments[1]));
        const auto refusal = refusal_of(disk);
        CHECK(refusal.error == errc::foreign_segment);
        CHECK(refusal.sentence.find(segments[1]) != std::string::npos);
    }
}

TEST_CASE("recovery: tree hashes that are gone or wrong are rebuilt from the records",
          "[journal][recovery]") {
    MemoryDirectory disk;
    make_ledger(disk);
    TreeHead head;
    {
        OpenLedger ledger{disk};
        while (!disk.holds("tree-1")) REQUIRE(ledger.append(60));
        head = ledger->head();
    }
    SECTION("gone") { disk.take_away("tree-0"); }
    SECTION("short") { disk.truncate("tree-0", 77); }
    SECTION("wrong") {
        for (std::uint64_t hash = 0; hash < disk.size("tree-1") / 32; ++hash)
            disk.flip_bit("tree-1", hash * 256);
    }
    OpenLedger again{disk};
    CHECK(again->recovery_note().find("rebuilt") != std::string::npos);
    CHECK(again->head() == head);
}
