#include "sequencer/sequencer.hpp"

#include <atomic>
#include <thread>

#include "house.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::sequencer;
using namespace choqr::sequencer::test;
using namespace std::chrono_literals;
using book::Exists;
using book::Recorded;

namespace {

Sequence recorded_at(const book::Outcome& outcome) { return std::get<Recorded>(outcome).sequence; }

std::vector<book::RecordedEvent> history(const House& house) {
    std::vector<book::RecordedEvent> events;
    for (const auto& record : house.journal.read(Sequence{0}, 1'000'000, 1u << 30).value())
        events.push_back(book::decode(record.sequence, record.type, record.payload, *house.sealer).value());
    return events;
}

// A sealer whose key store has failed.
class BrokenSealer final : public book::Sealer {
public:
    Result<std::string> seal(std::optional<VendorId>, std::string_view plain) override {
        if (broken) return Error{5, boost::system::generic_category()};
        return std::string{plain};
    }
    Result<std::optional<std::string>> open(std::optional<VendorId>, std::string_view box) const override {
        return std::optional{std::string{box}};
    }
    bool broken = false;
};

}  // namespace

TEST_CASE("sequencer: a command is answered only after its event is in the journal", "[sequencer]") {
    world::MemoryDirectory disk;
    House house{disk};
    std::optional<Sequence> committed_when_told;
    house.sequencer->submit({market("o-mon"), "test", {}}, [&](const Result<book::Outcome>&) {
        committed_when_told = house.journal.committed();
    });
    CHECK_FALSE(committed_when_told);
    CHECK(house.sequencer->queued() == 1);
    CHECK(house.sequencer->run_once() == 1);
    CHECK(committed_when_told == Sequence{1});
    CHECK(house.sequencer->queued() == 0);
    CHECK(house.sequencer->run_once() == 0);
}

TEST_CASE(
    "sequencer: callers are answered in the order in which they asked, refusals and repetitions among them",
    "[sequencer]") {
    world::MemoryDirectory disk;
    House house{disk};
    house.submit(1, market("a"));
    house.submit(2, market("b"));
    house.submit(3, stall(MarketId::from_value(77), "1"));
    house.submit(4, stall(MarketId::from_value(1), "1"));
    CHECK(house.sequencer->run_once() == 4);
    REQUIRE(house.told.size() == 4);
    for (int i = 0; i < 4; ++i) CHECK(house.told[static_cast<std::size_t>(i)].caller == i + 1);
    CHECK(std::get<book::Refusal>(house.told[2].outcome.value()) == book::Refusal::market_not_found);
    CHECK(recorded_at(house.told[3].outcome.value()) == Sequence{2});
}

TEST_CASE("sequencer: the same transfer twice in one batch is one event", "[sequencer]") {
    world::MemoryDirectory disk;
    House house{disk};
    for (int caller = 0; caller < 3; ++caller) house.submit(caller, transfer("FT1"));
    house.submit(3, transfer("FT1", 999));
    house.sequencer->run_once();
    CHECK(recorded_at(house.told[0].outcome.value()) == Sequence{0});
    CHECK(std::get<Exists>(house.told[1].outcome.value()).sequence == Sequence{0});
    CHECK(std::get<Exists>(house.told[2].outcome.value()).sequence == Sequence{0});
    CHECK(std::get<book::Conflicts>(house.told[3].outcome.value()).sequence == Sequence{0});
    CHECK(history(house).size() == 2);
}

TEST_CASE("sequencer: a batch is synced once, however many commands it holds", "[sequencer]") {
    world::MemoryDirectory disk;
    House house{disk};
    const auto cost_of = [&](int commands, const std::string& prefix) {
        const auto before = disk.operations();
        for (int i = 0; i < commands; ++i) house.submit(i, transfer(prefix + std::to_string(i)));
        house.sequencer->run_once();
        return disk.operations() - before;
    };
    const auto one = cost_of(1, "A");
    CHECK(cost_of(100, "B") <= one + 1);
}

TEST_CASE("sequencer: a full queue says so at once and takes nothing", "[sequencer]") {
    world::MemoryDirectory disk;
    House house{disk, {.queue_max = 2}};
    for (int caller = 0; caller < 3; ++caller) house.submit(caller, transfer("FT" + std::to_string(caller)));
    REQUIRE(house.told.size() == 1);
    CHECK(house.told[0].caller == 2);
    CHECK(house.told[0].outcome.error() == make_error_code(errc::queue_full));
    house.sequencer->run_once();
    CHECK(house.told.size() == 3);
    house.submit(3, transfer("FT3"));
    CHECK(house.sequencer->run_once() == 1);
    CHECK(history(house).size() == 3);
}

TEST_CASE("sequencer: more than a batch is carried through in several", "[sequencer]") {
    world::MemoryDirectory disk;
    House house{disk, {.batch_max = 10}};
    for (int i = 0; i < 25; ++i) house.submit(i, transfer("FT" + std::to_string(i)));
    CHECK(house.sequencer->run_once() == 10);
    CHECK(house.sequencer->queued() == 15);
    CHECK(house.sequencer->run_once() == 10);
    CHECK(house.sequencer->run_once() == 5);
    for (std::size_t i = 0; i < 25; ++i) CHECK(recorded_at(house.told[i].outcome.value()) == Sequence{i});
}

TEST_CASE("sequencer: after a failed sync everybody is told, nothing more is taken, and a restart finds out",
          "[sequencer]") {
    world::MemoryDirectory disk;
    std::size_t acknowledged = 0;
    {
        House house{disk};
        house.ask(market("a"));
        disk.set_faults({.sync_fails = 1000});
        for (int caller = 0; caller < 3; ++caller)
            house.submit(caller, transfer("FT" + std::to_string(caller)));
        house.sequencer->run_once();
        REQUIRE(house.told.size() == 4);
        for (std::size_t i = 1; i < 4; ++i)
            CHECK(house.told[i].outcome.error() == make_error_code(errc::journal_failed));
        disk.set_faults({});
        house.submit(9, transfer("FT9"));
        CHECK(house.told.back().outcome.error() == make_error_code(errc::journal_failed));
        CHECK(house.sequencer->run_once() == 0);
        const auto ended = house.sequencer->run(std::stop_token{});
        CHECK(ended.error() == make_error_code(journal::errc::tail_unknown));
        acknowledged = 1;
    }
    House again{disk};
    CHECK(again.book.next() >= Sequence{acknowledged});
    // Whatever was found: asked again, each is there exactly once.
    for (int i = 0; i < 3; ++i) again.ask(transfer("FT" + std::to_string(i)));
    CHECK(history(again).size() == 4);
}

TEST_CASE(
    "sequencer: a crash at any step of the disk loses nothing that was answered and records nothing twice",
    "[sequencer][recovery]") {
    const auto run = [](std::optional<std::uint64_t> crash_after, bool power) {
        world::MemoryDirectory disk{crash_after.value_or(0) + 1};
        std::vector<std::string> acknowledged;
        try {
            House house{disk};
            disk.crash_after(crash_after);
            for (int i = 0; i < 6; ++i) {
                const auto reference = "FT" + std::to_string(i / 2);  // Each comes twice.
                house.sequencer->submit({transfer(reference), "test", {}},
                                        [&, reference](const Result<book::Outcome>& outcome) {
                                            if (outcome) acknowledged.push_back(reference);
                                        });
                if (i % 3 == 2) house.sequencer->run_once();
            }
        } catch (const world::SimulatedCrash&) {
        }
        disk.crash_after(std::nullopt);
        power ? disk.power() : disk.kill();
        House again{disk};
        for (const auto& reference : acknowledged)
            CHECK(std::holds_alternative<Exists>(again.ask(transfer(reference))));
        for (int i = 0; i < 3; ++i) again.ask(transfer("FT" + std::to_string(i)));
        CHECK(history(again).size() == 3);
        return disk.operations();
    };
    const auto operations = run(std::nullopt, false);
    for (std::uint64_t step = 0; step < operations; ++step) {
        CAPTURE(step);
        run(step, false);
        run(step, true);
    }
}

TEST_CASE(
    "sequencer: on a full disk callers are told to ask again, and everything goes on by itself when there is "
    "room",
    "[sequencer]") {
    world::MemoryDirectory disk;
    House house{disk};
    const std::string long_text(900, 'x');
    int next = 0;
    const auto another = [&] {
        house.submit(next, transfer("FT" + std::to_string(next), 10'000, long_text));
        ++next;
        house.sequencer->run_once();
        return house.told.back().outcome;
    };
    REQUIRE(another().has_value());
    std::uint64_t used = 0;
    const auto names = disk.list().value();
    for (const auto& name : names) used += disk.size(name);
    disk.set_capacity(used);  // The segment is preallocated: the journal goes on until it needs the next one.
    auto last = another();
    while (last) last = another();
    CHECK(last.error() == make_error_code(errc::journal_full));
    CHECK(another().error() == make_error_code(errc::journal_full));
    const auto before = house.journal.committed();

    disk.set_capacity(std::nullopt);
    const auto refused_first = next - 2;
    house.submit(0, transfer("FT" + std::to_string(refused_first), 10'000, long_text));
    house.sequencer->run_once();
    CHECK(std::get<Exists>(house.told.back().outcome.value()).sequence == before);
    house.submit(0, transfer("FT" + std::to_string(refused_first + 1), 10'000, long_text));
    house.sequencer->run_once();
    CHECK(recorded_at(house.told.back().outcome.value()) == before.next());
    CHECK(history(house).size() == before.value() + 2);
}

TEST_CASE("sequencer: what cannot be sealed is refused alone and leaves no trace in the book",
          "[sequencer]") {
    world::MemoryDirectory disk;
    BrokenSealer sealer;
    House house{disk, {}, &sealer};
    house.ask(market("a"));
    sealer.broken = true;
    house.submit(1, transfer("FT1"));
    house.sequencer->run_once();
    CHECK(house.told.back().outcome.has_error());
    CHECK(house.book.next() == Sequence{1});
    sealer.broken = false;
    CHECK(recorded_at(house.ask(transfer("FT1"))) == Sequence{1});
}

TEST_CASE("sequencer: a transfer too large for a record is refused alone", "[sequencer]") {
    world::MemoryDirectory disk;
    House house{disk};
    auto huge = transfer("FT1");
    world::SeededRandom random{1};
    std::vector<std::uint8_t> noise(200'000);
    random.fill(noise);
    huge.notice.as_received.assign(noise.begin(), noise.end());
    house.submit(1, huge);
    house.submit(2, transfer("FT2"));
    house.sequencer->run_once();
    CHECK(house.told[0].outcome.error() == make_error_code(journal::errc::record_too_large));
    CHECK(recorded_at(house.told[1].outcome.value()) == Sequence{0});
}

TEST_CASE("sequencer: a reference that the book has let go of is asked of the reports", "[sequencer]") {
    world::MemoryDirectory disk;
    House house{disk, {.references_kept = 0}};
    auto old = transfer("OLD");
    const auto market_id = MarketId{recorded_at(house.ask(market("a")))};
    house.ask(stall(market_id, "1"));
    const auto first = house.ask(old);
    REQUIRE(std::get<Recorded>(first).status == book::TransferStatus::matched);
    for (int i = 0; i < 5'000; ++i) house.submit(i, transfer("N" + std::to_string(i)));
    house.references.known.emplace("OLD", book::KnownTransfer{.id = TransferId{recorded_at(first)},
                                                              .status = book::TransferStatus::matched,
                                                              .notice_digest = {},
                                                              .amount = old.notice.amount,
                                                              .stall = StallId::from_value(1),
                                                              .request = {},
                                                              .told_at = recorded_at(first)});
    house.references.known_to = Sequence{recorded_at(first).value() + 1};
    while (house.sequencer->run_once() > 0)
        continue;  // Lets go of what the reports know: OLD, and not one more.

    CHECK(std::get<Exists>(house.ask(old)).sequence == recorded_at(first));
    CHECK(house.references.asked == 1);
    CHECK(std::holds_alternative<Exists>(house.ask(transfer("N0"))));
    CHECK(house.references.asked == 1);

    SECTION("and what else comes under it is a conflict, by the record that the reports name") {
        auto other = old;
        other.notice.remittance_information += " and more";
        CHECK(std::holds_alternative<book::Conflicts>(house.ask(other)));
        CHECK(house.book.next() == house.journal.committed());
        CHECK(std::holds_alternative<book::NoticeConflicted>(history(house).back().event));
    }

    SECTION("and if they cannot answer, the caller asks again later") {
        house.references.broken = true;
        house.submit(1, old);
        house.sequencer->run_once();
        CHECK(house.told.back().outcome.has_error());
        CHECK(house.book.next() == house.journal.committed());
    }
}

TEST_CASE("sequencer: time never runs backwards in the journal, whatever the clock does", "[sequencer]") {
    world::MemoryDirectory disk;
    Instant last;
    {
        House house{disk};
        house.ask(transfer("FT1"));
        house.clock.step_wall(-1h);
        house.ask(transfer("FT2"));
        house.clock.advance(30min);
        house.ask(transfer("FT3"));
        house.clock.advance(2h);
        house.ask(transfer("FT4"));
        const auto events = history(house);
        for (std::size_t i = 1; i < events.size(); ++i)
            CHECK(events[i - 1].recorded_at <= events[i].recorded_at);
        CHECK(events[3].recorded_at == house.clock.now());
        last = events[3].recorded_at;
    }
    House again{disk};
    again.clock.step_wall(-24h);
    again.ask(transfer("FT5"));
    CHECK(history(again).back().recorded_at >= last);
}

TEST_CASE("sequencer: what is due expires before the next command is decided", "[sequencer]") {
    world::MemoryDirectory disk;
    House house{disk};
    const auto market_id = MarketId{recorded_at(house.ask(market("a")))};
    const auto stall_id = StallId{recorded_at(house.ask(stall(market_id, "1")))};
    const auto request = PaymentRequestId{
        recorded_at(house.ask(book::OpenPaymentRequest{stall_id, Vnd::of(50'000), "cam", 60s}))};
    house.sequencer->run_once();
    CHECK(house.book.next() == Sequence{3});
    house.clock.advance(61s);
    CHECK(house.sequencer->run_once() == 0);
    CHECK(house.journal.committed() == Sequence{4});
    const auto expired = history(house).back();
    CHECK(std::get<book::PaymentRequestExpired>(expired.event).request == request);
    CHECK(expired.actor == "clock");
    CHECK(std::get<book::Refusal>(house.ask(book::CancelPaymentRequest{request})) ==
          book::Refusal::payment_request_not_open);
}

TEST_CASE("sequencer: a restart decides as if it had never ended", "[sequencer][recovery]") {
    world::MemoryDirectory disk;
    const book::Idempotency key{sha256("k"), sha256("b")};
    {
        House house{disk};
        house.submit(1, market("a"), key);
        house.sequencer->run_once();
        house.ask(stall(MarketId::from_value(0), "1"));
        house.ask(transfer("FT1"));
    }
    House again{disk};
    CHECK(again.recovered.next == Sequence{3});
    CHECK(again.recovered.last_recorded_at == history(again).back().recorded_at);
    CHECK(std::get<Exists>(again.ask(transfer("FT1"))).sequence == Sequence{2});
    again.submit(1, market("a"), key);
    again.sequencer->run_once();
    CHECK(std::get<Exists>(again.told.back().outcome.value()).sequence == Sequence{0});
    CHECK(again.book.broken_invariants().empty());
}

TEST_CASE("sequencer: who follows is told after each batch how far it may read", "[sequencer]") {
    world::MemoryDirectory disk;
    House house{disk};
    std::vector<std::uint64_t> told;
    house.sequencer->on_committed([&](Sequence next) {
        CHECK(house.journal.committed() == next);
        told.push_back(next.value());
    });
    house.ask(market("a"));
    house.ask(market("a"));  // Refused: nothing new to read.
    house.submit(1, transfer("FT1"));
    house.submit(2, transfer("FT2"));
    house.sequencer->run_once();
    CHECK(told == std::vector<std::uint64_t>{1, 3});
}

TEST_CASE("sequencer: stopping finishes what is queued and refuses what comes after", "[sequencer]") {
    world::MemoryDirectory disk;
    House house{disk};
    for (int i = 0; i < 5; ++i) house.submit(i, transfer("FT" + std::to_string(i)));
    std::stop_source stop;
    stop.request_stop();
    CHECK(house.sequencer->run(stop.get_token()).has_value());
    CHECK(house.told.size() == 5);
    CHECK(history(house).size() == 5);
    house.submit(5, transfer("FT5"));
    CHECK(house.told.back().outcome.error() == make_error_code(errc::stopping));
}

TEST_CASE("sequencer: an unrun one answers who still waits when it goes", "[sequencer]") {
    world::MemoryDirectory disk;
    House house{disk};
    house.submit(1, transfer("FT1"));
    house.sequencer.reset();
    REQUIRE(house.told.size() == 1);
    CHECK(house.told[0].outcome.error() == make_error_code(errc::stopping));
}

TEST_CASE("sequencer: many threads submit, one decides, each is answered once and in its own order",
          "[sequencer][threads]") {
    constexpr int producers = 6, each = 500;
    world::MemoryDirectory disk;
    House house{disk};
    std::stop_source stop;
    std::optional<Result<void>> ended;
    std::jthread running{[&] { ended = house.sequencer->run(stop.get_token()); }};
    std::atomic<int> answered{0}, wrong_order{0}, failed{0};
    {
        std::vector<std::jthread> threads;
        std::vector<std::int64_t> last(producers, -1);  // Written on the sequencer's thread only.
        for (int producer = 0; producer < producers; ++producer) {
            threads.emplace_back([&, producer] {
                for (int i = 0; i < each; ++i) {
                    const auto reference = "P" + std::to_string(producer) + "-" + std::to_string(i);
                    house.sequencer->submit(
                        {transfer(reference), "test", {}},
                        [&, producer](const Result<book::Outcome>& outcome) {
                            const auto* recorded = outcome ? std::get_if<Recorded>(&*outcome) : nullptr;
                            if (recorded == nullptr) ++failed;
                            if (recorded != nullptr) {
                                const auto sequence = static_cast<std::int64_t>(recorded->sequence.value());
                                if (sequence <= last[static_cast<std::size_t>(producer)]) ++wrong_order;
                                last[static_cast<std::size_t>(producer)] = sequence;
                            }
                            ++answered;
                        });
                    if (i % 50 == 0) std::this_thread::yield();
                }
            });
        }
        threads.clear();
        while (answered < producers * each) std::this_thread::yield();
    }
    stop.request_stop();
    running.join();
    CHECK(ended.value().has_value());
    CHECK(failed == 0);
    CHECK(wrong_order == 0);
    CHECK(house.journal.committed() == Sequence{producers * each});
}

TEST_CASE("sequencer: an expiry wakes it by itself", "[sequencer][threads]") {
    world::MemoryDirectory disk;
    House house{disk};
    const world::SystemClock clock;
    house.sequencer.reset();
    Sequencer sequencer{house.journal, house.book, house.plain, house.references, clock, {}};
    sequencer.submit({market("a"), "test", {}}, [](const auto&) {});
    sequencer.submit({stall(MarketId::from_value(0), "1"), "test", {}}, [](const auto&) {});
    sequencer.submit(
        {book::OpenPaymentRequest{StallId::from_value(1), Vnd::of(50'000), "cam", 1s}, "test", {}},
        [](const auto&) {});
    std::atomic<std::uint64_t> committed{0};
    sequencer.on_committed([&](Sequence next) { committed = next.value(); });
    std::jthread running{[&](const std::stop_token& stop) { sequencer.run(stop).value(); }};
    for (int i = 0; i < 500 && committed < 4; ++i) std::this_thread::sleep_for(10ms);
    CHECK(committed == 4);
}
