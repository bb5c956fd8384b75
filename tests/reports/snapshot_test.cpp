#include <fstream>
#include <iterator>

#include "reports/follower.hpp"
#include "support.hpp"
#include "support/catch.hpp"
#include "world/clock.hpp"
#include "world/memory_directory.hpp"

using namespace choqr;
using namespace choqr::reports;
using namespace choqr::reports::test;

namespace {

struct MarketWithStall : History {
    MarketWithStall() : History{local("2026-11-22 06:00:00")} {
        stall_id = stall(market("cho"), {"A-1"});
        for (int i = 0; i < 10; ++i) pay(*stall_id);
    }
    VendorId vendor() const { return std::get<book::StallRegistered>(events.at(1).event).stall.vendor->id; }
    book::Book::Snapshot snapshot() const {
        book::Book book;
        for (const auto& event : events) book.apply(event);
        auto made = book.snapshot();
        made.root = sha256("root");
        return made;
    }
    std::optional<StallId> stall_id;
};

/// Bytes of the database and of everything beside it.
std::string all_bytes(const TemporaryFile& file) {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator{file.path().parent_path()}) {
        std::ifstream in{entry.path(), std::ios::binary};
        all.append(std::istreambuf_iterator<char>{in}, {});
    }
    return all;
}

}  // namespace

TEST_CASE("reports: a snapshot of the book is kept beside the rows, the newest only", "[reports][snapshot]") {
    const TemporaryFile file;
    const MarketWithStall history;
    const auto snapshot = history.snapshot();
    {
        auto reports = Reports::open(file.path()).value();
        reports->apply(history.events).value();
        const auto fingerprint = reports->fingerprint().value();
        reports->keep_snapshot({snapshot.next, {}, "older"}).value();
        reports->keep_snapshot(snapshot).value();
        CHECK(reports->fingerprint().value() == fingerprint);
    }
    const auto kept = Reports::open(file.path()).value()->snapshot().value().value();
    CHECK(kept.next == snapshot.next);
    CHECK(kept.root == snapshot.root);
    CHECK(book::Book::from_snapshot(kept).value().snapshot().bytes == snapshot.bytes);
}

TEST_CASE("reports: without a snapshot there is none, and one ahead of the rows is not kept",
          "[reports][snapshot]") {
    const MarketWithStall history;
    auto reports = Reports::open(":memory:").value();
    CHECK_FALSE(reports->snapshot().value().has_value());
    reports->apply({history.events.begin(), history.events.end() - 1}).value();
    reports->keep_snapshot(history.snapshot()).value();
    CHECK_FALSE(reports->snapshot().value().has_value());
}

TEST_CASE("reports: an erasure leaves nothing of the vendor in the file, the snapshot included",
          "[reports][snapshot]") {
    const TemporaryFile file;
    MarketWithStall history;
    auto reports = Reports::open(file.path()).value();
    reports->apply(history.events).value();
    auto before = history.snapshot();
    before.bytes += "only the snapshot says Thị Bưởi";
    reports->keep_snapshot(before).value();
    REQUIRE(all_bytes(file).find("Thị Bưởi") != std::string::npos);
    REQUIRE(all_bytes(file).find("Cô Ba") != std::string::npos);

    history.erase(history.vendor());
    reports->apply({history.events.back()}).value();
    CHECK_FALSE(reports->snapshot().value().has_value());
    for (const auto* personal : {"Thị Bưởi", "Cô Ba"})
        CHECK(all_bytes(file).find(personal) == std::string::npos);

    // One that was on its way when the erasure came.
    reports->keep_snapshot(before).value();
    CHECK_FALSE(reports->snapshot().value().has_value());
    const auto after = history.snapshot();
    reports->keep_snapshot(after).value();
    CHECK(reports->snapshot().value().value().next == after.next);
    for (const auto* personal : {"Thị Bưởi", "Cô Ba"})
        CHECK(all_bytes(file).find(personal) == std::string::npos);
}

TEST_CASE("follower: a snapshot that is offered is kept once the reports have reached it",
          "[reports][snapshot]") {
    world::MemoryDirectory disk;
    world::SeededRandom random{1};
    constexpr journal::Options small{.segment_bytes = 1u << 20, .threads = false};
    journal::JournalFiles::create(disk, random, small).value();
    auto journal = journal::JournalFiles::open(disk, random, small).value();
    book::PlainSealer sealer;
    const MarketWithStall history;
    auto reports = Reports::open(":memory:").value();
    Follower follower{journal, sealer, *reports};

    follower.offer(history.snapshot());
    follower.run_once().value();
    CHECK_FALSE(reports->snapshot().value().has_value());

    std::vector<book::EncodedEvent> encoded;
    for (const auto& event : history.events) encoded.push_back(book::encode(event, sealer).value());
    std::vector<journal::Record> records;
    for (const auto& event : encoded) records.push_back({event.type, event.payload});
    journal.append(Sequence{}, records).value();
    follower.run_once().value();
    CHECK(reports->snapshot().value().value().next == Sequence{history.events.size()});
}
