#include "following/tail.hpp"

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "following/errc.hpp"
#include "following/lag.hpp"
#include "journal/journal_files.hpp"
#include "support/catch.hpp"
#include "world/memory_directory.hpp"
#include "world/random.hpp"

using namespace choqr;
using namespace choqr::following;
using namespace std::chrono_literals;

namespace {

constexpr journal::Options one_thread{.segment_bytes = 1u << 20, .threads = false};

// A journal on a simulated disk, of events about stalls that are suspended and resumed.
struct House {
    void append(int count) {
        for (int i = 0; i < count; ++i) {
            const book::RecordedEvent event{files.next_sequence(), Instant{}, "tk0", std::nullopt,
                                            i % 2 == 0 ? book::Event{book::StallResumed{stall}}
                                                       : book::Event{book::StallSuspended{stall, "r"}}};
            const auto encoded = book::encode(event, sealer).value();
            const journal::Record record{encoded.type, encoded.payload};
            files.append(files.next_sequence(), {&record, 1}).value();
        }
    }

    StallId stall = StallId::from_value(1);
    world::MemoryDirectory disk;
    world::SeededRandom random{3};
    book::PlainSealer sealer;
    journal::JournalFiles files = open();

private:
    journal::JournalFiles open() {
        journal::JournalFiles::create(disk, random, one_thread).value();
        return journal::JournalFiles::open(disk, random, one_thread).value();
    }
};

// Counts what it is handed, and is told how to fail.
class Counter final : public Consumer {
public:
    Sequence position() const override { return Sequence{position_.load()}; }
    Result<void> take(const Portion& portion) override {
        if (throws) throw std::runtime_error{"wrong"};
        if (fails) return *fails;
        std::this_thread::sleep_for(slow);
        seen += portion.events.size();
        for (const auto& event : portion.events)
            in_order = in_order && event.sequence >= Sequence{position_.load()};
        position_ = portion.next.value();
        ++portions;
        return {};
    }
    void afterwards() override { std::this_thread::sleep_for(slow_afterwards); }
    bool may_pass(const Error&) const override { return passes; }
    bool wants(std::uint16_t type) const override { return only == 0 || type == only; }
    bool reads_personal_data() const override { return true; }

    std::atomic<std::uint64_t> position_{0};
    std::atomic<std::size_t> seen{0}, portions{0};
    std::atomic<bool> in_order{true};
    std::optional<Error> fails{};
    bool throws = false, passes = false;
    std::chrono::milliseconds slow{0}, slow_afterwards{0};
    std::uint16_t only = 0;
};

const Error some_error = make_error_code(boost::system::errc::no_space_on_device);

}  // namespace

TEST_CASE("tail: portions bring everything once and in order, however large they are", "[following]") {
    for (const std::size_t records_max : {1u, 7u, 1'000u}) {
        CAPTURE(records_max);
        House house;
        house.append(50);
        Counter counter;
        Tail tail{house.files, house.sealer, counter, {.records_max = records_max}};
        std::vector<std::uint64_t> progress;
        tail.catch_up([&](Sequence position, Sequence) { progress.push_back(position.value()); }).value();
        CHECK(counter.seen == 50);
        CHECK(counter.in_order);
        CHECK(progress.size() == (50 + records_max - 1) / records_max);
        CHECK(tail.run_once().value() == 0);
    }
}

TEST_CASE("tail: what a consumer does not want is passed over, and its position moves on", "[following]") {
    House house;
    house.append(10);
    Counter counter;
    counter.only = book::encode({Sequence{0}, Instant{}, "", std::nullopt, book::StallResumed{house.stall}},
                                house.sealer)
                       .value()
                       .type;
    Tail tail{house.files, house.sealer, counter, {}};
    tail.catch_up().value();
    CHECK(counter.seen == 5);
    CHECK(counter.position() == Sequence{10});
}

TEST_CASE("tail: a consumer that knows more than the journal is refused", "[following]") {
    House house;
    Counter counter;
    counter.position_ = 7;
    Tail tail{house.files, house.sealer, counter, {}};
    CHECK(tail.run_once().error() == make_error_code(errc::ahead_of_journal));
}

TEST_CASE("tail: one that fails, or is slow, holds up no other", "[following][threads]") {
    House house;
    Counter stuck, broken, throwing, well;
    stuck.fails = broken.fails = some_error;
    stuck.passes = true;
    throwing.throws = true;
    std::atomic<int> ended{0};
    std::vector<std::unique_ptr<Tail>> tails;
    for (auto* counter : {&stuck, &broken, &throwing, &well}) {
        tails.push_back(std::make_unique<Tail>(house.files, house.sealer, *counter, Tail::Options{}));
        tails.back()->start([&](const Error&) { ++ended; });
    }
    house.append(3);
    for (const auto& tail : tails) tail->wake();
    CHECK(tails[3]->wait_for(Sequence{2}, 10s));
    CHECK_FALSE(tails[0]->wait_for(Sequence{2}, 100ms));
    CHECK_FALSE(tails[1]->wait_for(Sequence{2}, 10s));
    CHECK_FALSE(tails[2]->wait_for(Sequence{2}, 10s));
    CHECK(tails[0]->standing(0s).waiting_out == some_error);
    CHECK_FALSE(tails[0]->standing(0s).failure);
    for (const auto& tail : tails) tail->stop();
    CHECK(tails[1]->standing(0s).failure == some_error);
    CHECK(tails[2]->standing(0s).failure == make_error_code(errc::consumer_threw));
    CHECK_FALSE(tails[3]->standing(0s).waiting_out);
    CHECK(ended == 2);
}

TEST_CASE("tail: who waits for a sequence is told before anything slow is done", "[following][threads]") {
    House house;
    Counter counter;
    counter.slow_afterwards = 3s;
    Tail tail{house.files, house.sealer, counter, {}};
    house.append(1);
    const auto begun = std::chrono::steady_clock::now();
    tail.start([](const Error&) {});
    CHECK(tail.wait_for(Sequence{0}, 10s));
    CHECK(std::chrono::steady_clock::now() - begun < 2s);
}

TEST_CASE("tail: one that rests takes together what came meanwhile, and who waits ends the rest",
          "[following][threads]") {
    House house;
    Counter counter;
    Tail tail{house.files, house.sealer, counter, {.rest = 60'000ms}};
    house.append(1);
    tail.start([](const Error&) {});
    REQUIRE(tail.wait_for(Sequence{0}, 10s));
    for (int i = 0; i < 20; ++i) {
        house.append(1);
        tail.wake();
        std::this_thread::sleep_for(5ms);
    }
    CHECK(counter.portions == 1);
    CHECK(tail.wait_for(Sequence{20}, 10s));
    CHECK(counter.portions == 2);
    CHECK(counter.seen == 21);
}

TEST_CASE("tail: a portion that is full is followed by the next without a rest", "[following][threads]") {
    House house;
    house.append(50);
    Counter counter;
    Tail tail{house.files, house.sealer, counter, {.records_max = 7, .rest = 60'000ms}};
    tail.start([](const Error&) {});
    const auto begun = std::chrono::steady_clock::now();
    while (counter.seen < 50 && std::chrono::steady_clock::now() - begun < 10s)
        std::this_thread::sleep_for(1ms);
    CHECK(counter.seen == 50);
}

TEST_CASE("tail: a disk that refuses to read is waited out, and not for ever", "[following][threads]") {
    House house;
    house.append(3);
    for (const bool comes_back : {true, false}) {
        CAPTURE(comes_back);
        Counter counter;
        Tail tail{
            house.files,
            house.sealer,
            counter,
            {.first_pause = 20ms, .longest_pause = 50ms, .unreadable_for = comes_back ? 60'000ms : 300ms}};
        std::atomic<int> ended{0};
        house.disk.set_faults({.read_fails = 1000});
        tail.start([&](const Error&) { ++ended; });
        if (comes_back) {
            CHECK_FALSE(tail.wait_for(Sequence{2}, 200ms));
            CHECK(tail.standing(0s).waiting_out == make_error_code(journal::errc::unreadable));
            house.disk.set_faults({});
        }
        CHECK(tail.wait_for(Sequence{2}, 10s) == comes_back);
        tail.stop();
        CHECK(ended == (comes_back ? 0 : 1));
        CHECK(tail.standing(0s).failure.has_value() == !comes_back);
        house.disk.set_faults({});
    }
}

TEST_CASE("tail: a lag is the age of what is lacking, not its number", "[following]") {
    Lag lag;
    CHECK(lag.look(Sequence{100'000}, Sequence{10}, 1s) == 0s);
    CHECK(lag.look(Sequence{200'000}, Sequence{100'000}, 4s) == 0s);  // What was lacking has come.
    CHECK(lag.look(Sequence{200'000}, Sequence{150'000}, 6s) == 2s);
    CHECK(lag.look(Sequence{200'001}, Sequence{150'000}, 7s) == 3s);
    CHECK(lag.look(Sequence{200'001}, Sequence{200'000}, 8s) == 1s);
    CHECK(lag.look(Sequence{200'001}, Sequence{200'001}, 9s) == 0s);
}
