#include "log_contract.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include "journal/merkle.hpp"
#include "journal_fixture.hpp"
#include "support/catch.hpp"

namespace choqr::journal::testing {
namespace {

Result<void> append(Log& log, std::uint64_t count, std::size_t payload_bytes = 40) {
    const auto first = log.next_sequence();
    std::vector<std::string> payloads;
    for (std::uint64_t i = 0; i < count; ++i)
        payloads.push_back(payload_of(first.value() + i, payload_bytes));
    std::vector<Record> batch;
    for (const auto& payload : payloads) batch.push_back({7, payload});
    return log.append(first, batch);
}

/// Everything is what append() wrote, every way of reading says the same, and the root is the tree's over it.
std::uint64_t check_copy(Log& log) {
    const auto& copy = log.copy();
    const auto records = copy.read(Sequence{0}, SIZE_MAX, SIZE_MAX).value();
    TreeEdge edge;
    for (std::uint64_t i = 0; i < records.size(); ++i) {
        if (records[i].sequence != Sequence{i} || records[i].type != 7 ||
            records[i].payload != payload_of(i, 40))
            FAIL("record " << i << " is not what was appended");
        edge.push(leaf_hash(records[i].entry()));
    }
    CHECK(copy.committed() == Sequence{records.size()});
    CHECK(copy.head() == TreeHead{records.size(), edge.root()});
    CHECK(log.next_sequence() == copy.committed());
    std::uint64_t visited = 0;
    CHECK(copy.visit(Sequence{0}, [&](const RecordView& record) {
        CHECK(record.stored().entry() == records.at(visited).entry());
        return ++visited > 0;
    }));
    CHECK(visited == records.size());
    return records.size();
}

void reads_from_anywhere(Log& log) {
    REQUIRE(append(log, 10));
    const auto& copy = log.copy();
    CHECK(copy.read(Sequence{4}, 3, SIZE_MAX)->size() == 3);
    CHECK(copy.read(Sequence{4}, 3, 1)->size() == 1);  // One at least, however few bytes are wanted.
    CHECK(copy.read(Sequence{4}, 3, SIZE_MAX)->front().sequence == Sequence{4});
    CHECK(copy.read(Sequence{10}, 5, SIZE_MAX)->empty());
    std::vector<std::uint64_t> seen;
    REQUIRE(copy.visit(Sequence{6}, [&](const RecordView& record) {
        seen.push_back(record.sequence.value());
        return seen.size() < 2;
    }));
    CHECK(seen == std::vector<std::uint64_t>{6, 7});
}

void refuses_without_a_trace(Log& log) {
    REQUIRE(append(log, 3));
    const Record small{7, "x"};
    CHECK(log.append(Sequence{2}, {&small, 1}).error() == make_error_code(errc::conflict));
    CHECK(log.append(Sequence{4}, {&small, 1}).error() == make_error_code(errc::conflict));
    const std::string large(Record::payload_max + 1, 'x');
    const Record too_large[] = {{7, "fits"}, {7, large}};
    CHECK(log.append(Sequence{3}, too_large).error() == make_error_code(errc::record_too_large));
    const std::string most(Record::payload_max, 'x');
    const std::vector<Record> too_many(Log::batch_bytes_max / Log::stored_bytes(most.size()) + 1, {7, most});
    CHECK(log.append(Sequence{3}, too_many).error() == make_error_code(errc::record_too_large));
    CHECK(log.append(Sequence{3}, {}));
    CHECK(check_copy(log) == 3);
    REQUIRE(append(log, 2));
    CHECK(check_copy(log) == 5);
}

void keeps_what_it_acknowledged(const MakeLogHouse& make) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        CAPTURE(seed);
        auto house = make(seed);
        for (std::uint64_t batch = 1; batch <= 12; ++batch) {
            REQUIRE(append(house->log(), batch));
            const auto before = house->log().copy().head();
            if (batch % 2 == 0) house->restart_after_kill();
            if (batch % 3 == 0) house->restart_after_power_loss();
            CHECK(house->log().copy().head() == before);
        }
        CHECK(check_copy(house->log()) == 78);
    }
}

/// Cut off at each of its steps: afterwards there is the whole batch or nothing of it, and all before it.
void is_all_or_nothing(const MakeLogHouse& make) {
    bool cut_off = true;
    for (std::uint64_t steps = 0; cut_off; ++steps) {
        CAPTURE(steps);
        auto house = make(steps + 1);
        REQUIRE(append(house->log(), 5));
        house->die_after(steps);
        cut_off = false;
        try {
            static_cast<void>(append(house->log(), 9));
        } catch (const world::SimulatedCrash&) {
            cut_off = true;
        }
        if (steps % 2 == 0)
            house->restart_after_power_loss();
        else
            house->restart_after_kill();
        const auto found = check_copy(house->log());
        if (found != 5) CHECK(found == 14);
        REQUIRE(append(house->log(), 1));
        CHECK(check_copy(house->log()) == found + 1);
        REQUIRE(steps < 1'000);
    }
}

void says_nothing_it_is_not_sure_of(const MakeLogHouse& make) {
    auto house = make(3);
    REQUIRE(append(house->log(), 4));
    house->become_unsure(true);
    CHECK(append(house->log(), 2).error() == make_error_code(errc::tail_unknown));
    house->become_unsure(false);
    CHECK(append(house->log(), 1).error() == make_error_code(errc::tail_unknown));
    CHECK(house->log().copy().committed() == Sequence{4});
    CHECK(house->log().copy().read(Sequence{0}, 1, 1).error() == make_error_code(errc::tail_unknown));
    house->restart_after_power_loss();
    const auto found = check_copy(house->log());
    if (found != 4) CHECK(found == 6);
    REQUIRE(append(house->log(), 1));
    CHECK(check_copy(house->log()) == found + 1);
}

void waits_for_room(const MakeLogHouse& make) {
    auto house = make(4);
    REQUIRE(append(house->log(), 4));
    house->become_full(true);
    CHECK(append(house->log(), 200'000).error() == make_error_code(errc::no_space));
    CHECK(check_copy(house->log()) == 4);
    house->become_full(false);
    REQUIRE(append(house->log(), 5));
    CHECK(check_copy(house->log()) == 9);
}

/// Somebody who looks at any moment sees whole batches of three, and the root that belongs to them.
void shows_whole_batches(Log& log) {
    std::atomic<bool> done{false};
    std::atomic<int> torn{0};
    std::thread reader{[&] {
        std::uint64_t last = 0;
        while (!done) {
            const auto seen = log.copy().committed().value();
            const auto there = log.copy().read(Sequence{last}, SIZE_MAX, SIZE_MAX);
            if (seen % 3 != 0 || seen < last || !there || there->size() < seen - last) ++torn;
            last = seen;
        }
    }};
    for (int batch = 0; batch < 200; ++batch)
        if (!append(log, 3)) ++torn;
    done = true;
    reader.join();
    CHECK(torn == 0);
    CHECK(check_copy(log) == 600);
}

}  // namespace

void check_log_contract(const MakeLogHouse& make) {
    SECTION("a new log is empty") { CHECK(check_copy(make(1)->log()) == 0); }
    SECTION("any place can be read from, in any portion") { reads_from_anywhere(make(1)->log()); }
    SECTION("what is refused leaves no trace") { refuses_without_a_trace(make(1)->log()); }
    SECTION("no kill and no loss of power takes back what was acknowledged") {
        keeps_what_it_acknowledged(make);
    }
    SECTION("a batch is there whole or not at all, wherever it was cut off") { is_all_or_nothing(make); }
    SECTION("unsure of its end it says so, and nothing more until it is opened again") {
        says_nothing_it_is_not_sure_of(make);
    }
    SECTION("without room it keeps nothing and goes on when there is") { waits_for_room(make); }
    SECTION("a reader beside the writer sees whole batches only") { shows_whole_batches(make(1)->log()); }
}

}  // namespace choqr::journal::testing
