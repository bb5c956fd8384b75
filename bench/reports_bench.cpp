#include <benchmark/benchmark.h>

#include "history.hpp"
#include "house.hpp"
#include "reports/reports.hpp"
#include "support.hpp"

namespace {

using namespace choqr;
using choqr::reports::Reports;
using choqr::reports::test::History;
using choqr::reports::test::TemporaryFile;

constexpr int stalls = 506;

History market_of_506() {
    History history{parse_vietnam_local("2026-11-01 06:00:00").value()};
    const auto market = history.market("vung-tau");
    for (int i = 0; i < stalls; ++i) history.stall(market, {.code = std::to_string(i + 1)});
    return history;
}

// `days` days of 3,200 payments each; the events since the last call.
std::vector<book::RecordedEvent> next_days(History& history, int days) {
    const auto begin = static_cast<std::ptrdiff_t>(history.events.size());
    for (int i = 0; i < days * 3'200; ++i) {
        history.pay(StallId::from_value(1 + static_cast<std::uint64_t>(i * 7 % stalls)),
                    {.dong = 1'000 + i % 200 * 500});
        history.now += std::chrono::seconds{26};  // One more by itself: 3,200 of 27 s are a day.
    }
    return {history.events.begin() + begin, history.events.end()};
}

// Transfers that the reports follow per second, in transactions of 8,192, on a file that grows. Sketch:
// SQLite with a unique index and two more takes 25,000 to 80,000 rows a second.
void reports_follow(benchmark::State& state) {
    const TemporaryFile file;
    const auto reports = Reports::open(file.path()).value();
    auto history = market_of_506();
    reports->apply(history.events).value();
    for (auto _ : state) {
        state.PauseTiming();
        history.events.reserve(history.events.size() + 16'384);
        std::vector<book::RecordedEvent> batch = next_days(history, 3);
        batch.resize(8'192, batch.front());
        history.events.resize(static_cast<std::size_t>(batch.back().sequence.value()) + 1, batch.front());
        state.ResumeTiming();
        reports->apply(batch).value();
    }
    state.SetItemsProcessed(state.iterations() * 8'192);
}
BENCHMARK(reports_follow)->Unit(benchmark::kMillisecond)->Iterations(24)->UseRealTime();

// A day's report of a market of 506 stalls and 3,200 payments, with so many days behind it. Sketch: three
// probes for each stall and one pass over the day's index, a few milliseconds, the same at any age.
void reports_day(benchmark::State& state) {
    const TemporaryFile file;
    const auto reports = Reports::open(file.path()).value();
    auto history = market_of_506();
    reports->apply(history.events).value();
    reports->apply(next_days(history, static_cast<int>(state.range(0)))).value();
    const auto day = business_day(history.now - std::chrono::hours{24}, std::chrono::minutes{0});
    std::int64_t transactions = 0;
    for (auto _ : state)
        transactions = reports->counts(MarketId::from_value(0), day, day).value().transactions;
    state.counters["transactions"] = static_cast<double>(transactions);
}
BENCHMARK(reports_day)->Unit(benchmark::kMicrosecond)->Arg(2)->Arg(30)->UseRealTime();

// The counts of two whole months and the days around them, of such a market. Sketch: the stalls as in a day,
// two sums for each, and some hundred amounts: as a day's, and a hundred times less than all payments.
void reports_months(benchmark::State& state) {
    const TemporaryFile file;
    const auto reports = Reports::open(file.path()).value();
    auto history = market_of_506();
    reports->apply(history.events).value();
    for (int days = 0; days < 62; days += 2) reports->apply(next_days(history, 2)).value();
    std::int64_t transactions = 0;
    for (auto _ : state)
        transactions = reports
                           ->counts(MarketId::from_value(0), parse_day("2026-10-30").value(),
                                    parse_day("2027-01-02").value())
                           .value()
                           .transactions;
    state.counters["transactions"] = static_cast<double>(transactions);
}
BENCHMARK(reports_months)->Unit(benchmark::kMicrosecond)->UseRealTime();

// Commands that one thread carries from the queue through decide, encode, append and apply to the caller, per
// second, on a disk in memory: what is left when a sync costs nothing. Sketch: two allocations and a hash for
// each, some 5 µs.
void sequencer_carry_through(benchmark::State& state) {
    world::MemoryDirectory disk;
    sequencer::test::House house{disk};
    house.ask(sequencer::test::market("a"));
    house.ask(sequencer::test::stall(MarketId::from_value(0), "1"));
    const auto batch = static_cast<int>(state.range(0));
    std::int64_t number = 0, answered = 0;
    for (auto _ : state) {
        state.PauseTiming();
        std::vector<book::Command> commands;
        for (int i = 0; i < batch; ++i)
            commands.push_back(
                {sequencer::test::transfer("FT" + std::to_string(++number)), "feed:simwallet", {}});
        state.ResumeTiming();
        for (auto& command : commands)
            house.sequencer->submit(std::move(command), [&](const Result<book::Outcome>& outcome) {
                answered += outcome ? 1 : 0;
            });
        house.sequencer->run_once();
    }
    if (answered != number) state.SkipWithError("not everything was recorded");
    state.SetItemsProcessed(number);
}
BENCHMARK(sequencer_carry_through)->Arg(64)->Arg(4'096)->Iterations(40)->UseRealTime();

// Events that a start replays into the book per second.
void sequencer_recover(benchmark::State& state) {
    world::MemoryDirectory disk;
    sequencer::test::House house{disk};
    house.ask(sequencer::test::market("a"));
    house.ask(sequencer::test::stall(MarketId::from_value(0), "1"));
    for (int i = 0; i < 100'000; ++i) {
        house.sequencer->submit({sequencer::test::transfer("FT" + std::to_string(i)), "feed:simwallet", {}},
                                [](const auto&) {});
        if (i % 4'096 == 0) house.sequencer->run_once();
    }
    while (house.sequencer->run_once() > 0) continue;
    for (auto _ : state) {
        book::Book book;
        sequencer::recover(house.journal, book, house.plain).value();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(house.book.next().value()));
}
BENCHMARK(sequencer_recover)->Unit(benchmark::kMillisecond)->Iterations(3)->UseRealTime();

}  // namespace
