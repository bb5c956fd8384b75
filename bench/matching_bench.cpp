// Matching and the book: what one transfer costs before any disk. Run through script/bench.
#include <benchmark/benchmark.h>

#include <malloc.h>

#include "book/book.hpp"
#include "book/codec.hpp"
#include "book/personal.hpp"
#include "keys/key_ring.hpp"
#include "registry.hpp"
#include "texts.hpp"
#include "world/memory_directory.hpp"

namespace {

using namespace choqr;
using namespace choqr::merchants;
using namespace choqr::merchants::testing;

const MarketOfStalls& market_of_2000() {
    static const MarketOfStalls market = [] {
        MarketOfStalls made;
        for (int i = 0; i < 2'000; ++i) made.add();
        return made;
    }();
    return market;
}

std::vector<std::string> texts_without_code(std::size_t count) {
    Texts texts;
    std::vector<std::string> all;
    while (all.size() < count) all.push_back(texts.next());
    return all;
}

// The two figures that matching promises, and its speed on the same texts. Sketch: fold 80 bytes (some 300
// ns), nine comparisons for the few places that begin with CH; so about a million texts per second.
void match_real_texts(benchmark::State& state) {
    std::vector<std::pair<StallId, std::string>> texts;
    for (const auto& sample : incoming_samples()) {
        const auto& stall = *market_of_2000().stall(StallId::from_value(texts.size()));
        if (auto text = with_code(sample, stall.transfer_code.text()))
            texts.emplace_back(stall.id, *std::move(text));
    }
    std::size_t found = 0;
    for (auto _ : state) {
        found = 0;
        for (const auto& [stall, text] : texts)
            found += match(credit_with(text), market_of_2000()).stall == stall;
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(texts.size()));
    state.counters["texts"] = static_cast<double>(texts.size());
    state.counters["found_percent"] = 100.0 * static_cast<double>(found) / static_cast<double>(texts.size());
}
BENCHMARK(match_real_texts);

void match_texts_without_code(benchmark::State& state) {
    const auto texts = texts_without_code(100'000);
    std::size_t false_matches = 0;
    for (auto _ : state) {
        false_matches = 0;
        for (const auto& text : texts)
            false_matches += match(credit_with(text), market_of_2000()).stall.has_value();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(texts.size()));
    state.counters["false_matches"] = static_cast<double>(false_matches);
}
BENCHMARK(match_texts_without_code)->Unit(benchmark::kMillisecond);

// A market of 2,000 stalls as the book keeps it.
class Day {
public:
    Day() {
        keep(book::MarketRegistered{{MarketId::from_value(0), "Chợ", "cho", "BR-VT", "P1", {}}});
        for (std::uint32_t i = 0; i < 2'000; ++i) {
            const StallId id{book.next()};
            keep(book::StallRegistered{
                {.id = id,
                 .market = MarketId::from_value(0),
                 .kind = PointKind::stall,
                 .status = StallStatus::open,
                 .code = "A-" + std::to_string(i),
                 .zone = "A",
                 .goods = "Rau",
                 .transfer_code = StallCode::make(i),
                 .vendor = Vendor{VendorId::from_value(id.value()), VendorKind::person, "Ba", std::nullopt},
                 .accounts = {account("09" + std::to_string(10'000'000 + i))}}});
        }
    }
    /// The n-th transfer of the day, as SePay delivers it.
    book::Command transfer(std::size_t n) const {
        auto notice = credit_with("MBVCB.12625223638.943148." +
                                  StallCode::make(static_cast<std::uint32_t>(n % 2'000)).text() +
                                  ".CT tu 0721000000000 NGUYEN VAN A");
        notice.reference = *ProviderReference::parse(std::to_string(92'700'000 + n));
        notice.creditor_bin = Bin::parse("970422");
        notice.creditor_account = AccountNumber::parse("09" + std::to_string(10'000'000 + n % 2'000));
        notice.bank_reference = "FT26326" + std::to_string(100'000'000 + n);
        notice.booked_at = now;
        notice.as_received =
            R"({"id":)" + notice.reference.text() +
            R"(,"gateway":"MBBank","transactionDate":"2026-11-22 14:02:37","accountNumber":")" +
            notice.creditor_account->text() + R"(","code":null,"content":")" + notice.remittance_information +
            R"(","transferType":"in","transferAmount":45000,"accumulated":0,"subAccount":null,"referenceCode":")" +
            notice.bank_reference + R"(","description":"BankAPINotify )" + notice.remittance_information +
            R"("})";
        return {book::RecordTransfer{*FeedId::parse("sepay-main"), std::move(notice)}, "feed:sepay-main",
                std::nullopt};
    }
    book::RecordedEvent record(const book::Command& command) {
        auto decision = book.decide(command, book.next(), now);
        book::RecordedEvent event{book.next(), now, command.actor, std::nullopt,
                                  std::move(decision.events.front())};
        book.apply(event);
        return event;
    }
    void keep(book::Event event) {
        book.apply({book.next(), now, "operator", std::nullopt, std::move(event)});
    }

    book::Book book;
    Instant now = *parse_rfc3339("2026-11-22T07:02:37Z");
};

// Sketch: match (1 us), a digest of 300 bytes (0.6 us with its text), some five hash tables twice; about 300
// k/s.
void book_record_transfer(benchmark::State& state) {
    Day day;
    std::vector<book::Command> commands;
    for (std::size_t n = 0; n < 200'000; ++n) commands.push_back(day.transfer(n));
    std::size_t at = 0;
    for (auto _ : state) {
        if (at == commands.size()) {
            state.PauseTiming();
            day = Day{};
            at = 0;
            state.ResumeTiming();
        }
        benchmark::DoNotOptimize(day.record(commands[at++]));
        if (at % 4'096 == 0) day.book.forget_references(Sequence{day.book.next().value() - 1}, 50'000);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(book_record_transfer);

void book_seen_before(benchmark::State& state) {
    Day day;
    std::vector<book::Command> commands;
    for (std::size_t n = 0; n < 50'000; ++n) day.record(commands.emplace_back(day.transfer(n)));
    std::size_t at = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(day.book.decide(commands[at++ % commands.size()], day.book.next(), day.now));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(book_seen_before);

std::vector<book::RecordedEvent> events_of_a_day(std::size_t count) {
    Day day;
    std::vector<book::RecordedEvent> events;
    for (std::size_t n = 0; n < count; ++n) events.push_back(day.record(day.transfer(n)));
    return events;
}

template <class MakeSealer>
void encode_with(benchmark::State& state, MakeSealer make) {
    const auto events = events_of_a_day(2'000);
    auto sealer = make();
    std::size_t at = 0, bytes = 0;
    for (auto _ : state) bytes += book::encode(events[at++ % events.size()], *sealer)->payload.size();
    state.SetItemsProcessed(state.iterations());
    state.counters["bytes_per_event"] = static_cast<double>(bytes) / static_cast<double>(state.iterations());
}

std::unique_ptr<keys::KeyRing> key_ring() {
    static world::MemoryDirectory disk;
    static world::SystemRandom chance;
    (void)keys::KeyRing::create(disk);
    return std::move(*keys::KeyRing::open(disk, chance));
}

// Sketch: DEFLATE of 500 bytes at level 9 is the bulk, some 10 us; AES-GCM of 150 bytes below 1 us.
void encode_plain(benchmark::State& state) {
    encode_with(state, [] { return std::make_unique<book::PlainSealer>(); });
}
BENCHMARK(encode_plain);
void encode_sealed(benchmark::State& state) { encode_with(state, key_ring); }
BENCHMARK(encode_sealed);

// Replay: decode (inflate, open, digest) and apply. Aim: a million events per second, of all kinds.
void replay_sealed(benchmark::State& state) {
    const auto events = events_of_a_day(20'000);
    auto sealer = key_ring();
    std::vector<book::EncodedEvent> stored;
    for (const auto& event : events) stored.push_back(*book::encode(event, *sealer));
    for (auto _ : state) {
        state.PauseTiming();
        Day day;
        state.ResumeTiming();
        for (const auto& event : stored)
            day.book.apply(*book::decode(day.book.next(), event.type, event.payload, *sealer));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(stored.size()));
}
BENCHMARK(replay_sealed)->Unit(benchmark::kMillisecond);

std::size_t bytes_in_use() { return mallinfo2().uordblks + mallinfo2().hblkhd; }

// Memory per remembered reference, and what ten million forgotten ones leave behind (the filter: 2 bytes
// each).
void memory_of_references(benchmark::State& state) {
    for (auto _ : state) {
        const auto before = bytes_in_use();
        Day day;
        const auto count = static_cast<std::size_t>(state.range(0));
        for (std::size_t n = 0; n < count; ++n) {
            day.record(day.transfer(n));
            if (n % 4'096 == 0)
                day.book.forget_references(Sequence{n}, static_cast<std::size_t>(state.range(1)));
        }
        state.counters["MiB"] = static_cast<double>(bytes_in_use() - before) / (1 << 20);
    }
}
BENCHMARK(memory_of_references)
    ->Args({200'000, 200'000})
    ->Args({1'000'000, 100'000})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
