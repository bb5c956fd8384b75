#include "reports/follower.hpp"

#include <atomic>
#include <thread>

#include "following/errc.hpp"
#include "support.hpp"
#include "support/catch.hpp"
#include "world/memory_directory.hpp"
#include "world/random.hpp"

using namespace choqr;
using namespace choqr::reports;
using namespace choqr::reports::test;
using namespace std::chrono_literals;

namespace {

// A journal on a simulated disk, written as the sequencer would.
struct Ledger {
    Ledger() {
        journal::JournalFiles::create(disk, random, {.segment_bytes = 1u << 20, .threads = false}).value();
        files.emplace(
            journal::JournalFiles::open(disk, random, {.segment_bytes = 1u << 20, .threads = false}).value());
    }
    void append(const std::vector<book::RecordedEvent>& events) {
        std::vector<book::EncodedEvent> encoded;
        for (const auto& event : events) encoded.push_back(book::encode(event, sealer).value());
        std::vector<journal::Record> records;
        for (const auto& event : encoded) records.push_back({event.type, event.payload});
        files->append(files->next_sequence(), records).value();
    }
    void append(const History& history) {
        append({history.events.begin() + static_cast<std::ptrdiff_t>(files->next_sequence().value()),
                history.events.end()});
    }

    world::MemoryDirectory disk;
    world::SeededRandom random{3};
    book::PlainSealer sealer;
    std::optional<journal::JournalFiles> files;
};

History market_day(int transfers) {
    History history{local("2026-11-22 06:00:00")};
    const auto stall = history.stall(history.market("m"), {.code = "1"});
    for (int i = 0; i < transfers; ++i) history.pay(stall, {.dong = 1'000 + i});
    return history;
}

// Under a destroyed key nothing opens any more.
class ErasedSealer final : public book::Sealer {
public:
    Result<std::string> seal(std::optional<VendorId>, std::string_view plain) override {
        return std::string{plain};
    }
    Result<std::optional<std::string>> open(std::optional<VendorId>, std::string_view) const override {
        return std::optional<std::string>{};
    }
};

}  // namespace

TEST_CASE("follower: what the journal holds is in the reports, in portions or at once",
          "[reports][follower]") {
    Ledger ledger;
    const auto history = market_day(100);
    ledger.append(history);
    const auto expected = follow(history.events)->fingerprint().value();
    for (const std::size_t records_max : {1u, 7u, 1'000u}) {
        const auto reports = Reports::open(":memory:").value();
        Follower follower{
            *ledger.files, ledger.sealer, *reports, {.records_max = records_max, .bytes_max = 1u << 20}};
        std::vector<std::uint64_t> progress;
        CHECK(follower
                  .catch_up([&](Sequence position, Sequence committed) {
                      CHECK(committed == Sequence{102});
                      progress.push_back(position.value());
                  })
                  .has_value());
        CHECK(progress.back() == 102);
        CHECK(progress.size() == (102 + records_max - 1) / records_max);
        CHECK(reports->fingerprint().value() == expected);
        CHECK(follower.run_once().value() == 0);
    }
}

TEST_CASE("follower: a deleted file is rebuilt, a rebuild that was killed goes on", "[reports][follower]") {
    Ledger ledger;
    ledger.append(market_day(50));
    const TemporaryFile file;
    std::string live;
    {
        const auto reports = Reports::open(file.path()).value();
        Follower{*ledger.files, ledger.sealer, *reports}.catch_up().value();
        live = reports->fingerprint().value();
    }
    Reports::discard(file.path());
    for (int life = 0; life < 20; ++life) {
        const auto reports = Reports::open(file.path()).value();
        Follower{*ledger.files, ledger.sealer, *reports, {.records_max = 3, .bytes_max = 1u << 20}}
            .run_once()
            .value();
    }
    CHECK(Reports::open(file.path()).value()->fingerprint().value() == live);
}

TEST_CASE("follower: reports that know more than the journal are not touched", "[reports][follower]") {
    Ledger ledger;
    const auto history = market_day(5);
    const auto reports = follow(history.events);
    Follower follower{*ledger.files, ledger.sealer, *reports};
    CHECK(follower.catch_up().error() == make_error_code(following::errc::ahead_of_journal));
    CHECK(reports->position() == Sequence{7});
}

TEST_CASE("follower: an erased vendor's transfers are rebuilt without text and payer, and still counted",
          "[reports][follower]") {
    Ledger ledger;
    ledger.append(market_day(3));
    const ErasedSealer erased;
    const auto reports = Reports::open(":memory:").value();
    REQUIRE(Follower(*ledger.files, erased, *reports).catch_up().has_value());
    const auto rows = reports->transfers({}).value();
    REQUIRE(rows.size() == 3);
    for (const auto& row : rows) {
        CHECK(row.remittance_information.empty());
        CHECK(row.debtor_account_tail.empty());
    }
    CHECK(reports->counts(MarketId::from_value(0), day("2026-11-22"), day("2026-11-22"))
              .value()
              .amount.dong() == 3'003);
}

TEST_CASE("follower: on its own thread it wakes up, and who waits for a sequence is told",
          "[reports][follower][threads]") {
    Ledger ledger;
    auto history = market_day(0);
    ledger.append(history);
    const auto reports = Reports::open(":memory:").value();
    Follower follower{*ledger.files, ledger.sealer, *reports};
    follower.start([](const Error&) {});
    CHECK(follower.wait_for(Sequence{1}, 10s));
    CHECK_FALSE(follower.wait_for(Sequence{2}, 1ms));

    std::atomic<int> told{0};
    for (int i = 0; i < 50; ++i) {
        history.pay(StallId::from_value(1));
        follower.when_applied(Sequence{history.events.size() - 1},
                              [&](bool reached) { told += reached ? 1 : 1'000; });
        ledger.append(history);
        follower.wake();
    }
    CHECK(follower.wait_for(Sequence{history.events.size() - 1}, 10s));
    follower.stop();
    CHECK(told == 50);
    CHECK(reports->position() == Sequence{history.events.size()});
    CHECK_FALSE(follower.tail().standing(0ns).failure);
}

TEST_CASE("follower: when it ends, nobody is left waiting", "[reports][follower][threads]") {
    Ledger ledger;
    const auto reports = Reports::open(":memory:").value();
    std::optional<bool> reached;
    {
        Follower follower{*ledger.files, ledger.sealer, *reports};
        follower.start([](const Error&) {});
        follower.when_applied(Sequence{5}, [&](bool yes) { reached = yes; });
    }
    CHECK(reached == false);
}

TEST_CASE("follower: a damaged record ends it with the journal's error, and the reports stay where they are",
          "[reports][follower][threads]") {
    Ledger ledger;
    auto history = market_day(3);
    ledger.append(history);
    const auto reports = Reports::open(":memory:").value();
    Follower follower{*ledger.files, ledger.sealer, *reports};
    REQUIRE(follower.catch_up().has_value());
    history.pay(StallId::from_value(1));
    ledger.append(history);
    const auto stored = book::encode(history.events.back(), ledger.sealer).value().payload;
    bool found = false;
    for (const auto& name :
         ledger.disk.list().value()) {  // It may stand there twice: a small batch is also in its mark.
        const auto contents = ledger.disk.contents(name);
        for (auto at = contents.find(stored); at != std::string::npos; at = contents.find(stored, at + 1)) {
            ledger.disk.flip_bit(name, at * 8);
            found = true;
        }
    }
    REQUIRE(found);
    std::atomic<int> failures{0};
    follower.start([&](const Error&) { ++failures; });
    CHECK_FALSE(follower.wait_for(Sequence{5}, 10s));
    follower.stop();
    CHECK(failures == 1);
    CHECK(follower.tail().standing(0ns).failure.has_value());
    CHECK(reports->position() == Sequence{5});
}

TEST_CASE("follower: what may pass is waited for, a disk that does not answer among it",
          "[reports][follower][threads]") {
    Ledger ledger;
    ledger.append(market_day(3));
    const auto reports = Reports::open(":memory:").value();
    Follower follower{*ledger.files, ledger.sealer, *reports};
    std::atomic<int> failures{0};
    ledger.disk.set_faults({.read_fails = 1000});
    follower.start([&](const Error&) { ++failures; });
    CHECK_FALSE(follower.wait_for(Sequence{4}, 700ms));
    ledger.disk.set_faults({});
    CHECK(follower.wait_for(Sequence{4}, 10s));
    CHECK(failures == 0);
    CHECK_FALSE(follower.tail().standing(0ns).failure);
}

TEST_CASE(
    "follower: a file that was deleted or replaced is waited for, and said, and goes on when it is back",
    "[reports][follower][threads]") {
    const auto folder = std::filesystem::temp_directory_path() / "choqr-follower-file";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const auto file = folder / "reports.sqlite", aside = folder / "aside";
    Ledger ledger;
    auto history = market_day(3);
    ledger.append(history);
    {
        const auto reports = Reports::open(file).value();
        Follower follower{*ledger.files, ledger.sealer, *reports, {}, file};
        follower.catch_up().value();
        std::filesystem::rename(file, aside);
        std::filesystem::create_directory(file);
        history.pay(StallId::from_value(1));
        ledger.append(history);
        follower.start([](const Error&) {});
        CHECK_FALSE(follower.wait_for(Sequence{5}, 300ms));
        CHECK(follower.tail().standing(0ns).waiting_out == make_error_code(errc::file_gone));
        std::filesystem::remove(file);
        std::filesystem::rename(aside, file);
        CHECK(follower.wait_for(Sequence{5}, 10s));
        CHECK_FALSE(follower.tail().standing(0ns).waiting_out);
    }
    std::filesystem::remove_all(folder);
}
