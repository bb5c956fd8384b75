#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "support.hpp"
#include "support/catch.hpp"
#include "world/random.hpp"

using namespace choqr;
using namespace choqr::reports;
using namespace choqr::reports::test;
using choqr::merchants::PointKind;
using namespace std::chrono_literals;

namespace {

Counts count(const History& history, MarketId market, const char* from, const char* to) {
    return follow(history.events)->counts(market, day(from), day(to)).value();
}

double percent_one_decimal(std::int64_t part, std::int64_t whole) {
    return std::round(1000.0 * static_cast<double>(part) / static_cast<double>(whole)) / 10;
}

double one_decimal(std::int64_t part, std::int64_t whole) {
    return std::round(10.0 * static_cast<double>(part) / static_cast<double>(whole)) / 10;
}

}  // namespace

TEST_CASE("counts: the Vũng Tàu day has both of its denominators", "[reports][counts]") {
    History history{local("2022-05-30 06:00:00")};
    const auto market = history.market("vung-tau");
    std::vector<StallId> stalls;
    stalls.reserve(506);
    for (int i = 0; i < 506; ++i)
        stalls.push_back(history.stall(market, {.code = std::to_string(i + 1), .account = i < 200}));
    history.now = local("2022-05-31 08:00:00");
    std::int64_t paid = 0;
    for (int i = 0; i < 393; ++i) {
        const std::int64_t dong = 5'000 + 500 * i;
        history.pay(stalls[static_cast<std::size_t>(i % 70)], {.dong = dong});
        paid += dong;
    }
    const auto counts = count(history, market, "2022-05-31", "2022-05-31");
    CHECK(counts.total_stalls == 506);
    CHECK(counts.registered == 200);
    CHECK(counts.active == 70);
    CHECK(counts.transactions == 393);
    CHECK(counts.amount.dong() == paid);
    CHECK(counts.median_amount == Vnd::of(5'000 + 500 * 196));
    CHECK(percent_one_decimal(counts.registered, counts.total_stalls) == 39.5);
    CHECK(one_decimal(counts.transactions, counts.active) == 5.6);
    CHECK(one_decimal(counts.transactions, counts.registered) == 2.0);
    CHECK(counts.by_stall.size() == 70);
}

TEST_CASE("counts: a night market's day begins at noon", "[reports][counts]") {
    History history{local("2026-11-20 06:00:00")};
    const auto night = history.market("night", 12h);
    const auto stall = history.stall(night, {.code = "1"});
    for (const auto* when : {"2026-11-21 11:59:59", "2026-11-21 12:00:00", "2026-11-22 01:30:00",
                             "2026-11-22 11:59:59", "2026-11-22 12:00:00"})
        history.pay(stall, {.booked_at = local(when)});
    CHECK(count(history, night, "2026-11-20", "2026-11-20").transactions == 1);
    const auto counts = count(history, night, "2026-11-21", "2026-11-21");
    CHECK(counts.transactions == 3);
    CHECK(counts.by_hour[12] == 1);
    CHECK(counts.by_hour[1] == 1);
    CHECK(counts.by_hour[11] == 1);
    CHECK(count(history, night, "2026-11-22", "2026-11-22").transactions == 1);
    CHECK(count(history, night, "2026-11-20", "2026-11-22").transactions == 5);
}

TEST_CASE("counts: an ordinary market's day ends at midnight in Vietnam, not in UTC", "[reports][counts]") {
    History history{local("2026-11-20 06:00:00")};
    const auto market = history.market("m");
    const auto stall = history.stall(market, {.code = "1"});
    history.pay(stall, {.booked_at = local("2026-11-21 23:59:59")});
    history.pay(stall, {.booked_at = local("2026-11-22 00:00:00")});
    CHECK(count(history, market, "2026-11-21", "2026-11-21").transactions == 1);
    CHECK(count(history, market, "2026-11-22", "2026-11-22").transactions == 1);
}

TEST_CASE("counts: a notice that comes three days late counts on the day of its booking",
          "[reports][counts]") {
    History history{local("2026-11-20 06:00:00")};
    const auto market = history.market("m");
    const auto stall = history.stall(market, {.code = "1"});
    history.now = local("2026-11-24 10:00:00");
    history.pay(stall, {.dong = 7'000, .booked_at = local("2026-11-21 17:00:00")});
    CHECK(count(history, market, "2026-11-21", "2026-11-21").amount.dong() == 7'000);
    CHECK(count(history, market, "2026-11-24", "2026-11-24").transactions == 0);
}

TEST_CASE("counts: past days keep their stalls when one is suspended or loses its account later",
          "[reports][counts]") {
    History history{local("2026-11-20 06:00:00")};
    const auto market = history.market("m");
    const auto a = history.stall(market, {.code = "1"});
    const auto b = history.stall(market, {.code = "2"});
    const auto c = history.stall(market, {.code = "3", .account = false});
    history.now = local("2026-11-22 09:00:00");
    history.suspend(a);
    history.change(b, {});
    history.change(c, {History::account_of(c)});
    history.now = local("2026-11-24 09:00:00");
    history.resume(a);
    history.change(c, {History::account_of(c, "970422")});

    struct Row {
        const char* date;
        std::int64_t total, registered;
    };
    for (const auto& [date, total, registered] :
         {Row{"2026-11-19", 0, 0}, Row{"2026-11-20", 3, 2}, Row{"2026-11-21", 3, 2}, Row{"2026-11-22", 2, 1},
          Row{"2026-11-23", 2, 1}, Row{"2026-11-24", 3, 2}, Row{"2026-11-30", 3, 2}}) {
        CAPTURE(date);
        const auto counts = count(history, market, date, date);
        CHECK(counts.total_stalls == total);
        CHECK(counts.registered == registered);
    }
}

TEST_CASE("counts: money taken back leaves the day on which it counted", "[reports][counts]") {
    History history{local("2026-11-21 06:00:00")};
    const auto market = history.market("m");
    const auto stall = history.stall(market, {.code = "1"});
    history.pay(stall, {.dong = 10'000});
    const auto wrong = history.pay(stall, {.dong = 900'000});
    history.now = local("2026-11-22 09:00:00");
    history.reverse(wrong, stall, {.dong = 900'000});
    const auto counts = count(history, market, "2026-11-21", "2026-11-21");
    CHECK(counts.transactions == 1);
    CHECK(counts.amount.dong() == 10'000);
    CHECK(counts.median_amount == Vnd::of(10'000));
    CHECK(counts.reversed == 1);
    const auto next = count(history, market, "2026-11-22", "2026-11-22");
    CHECK(next.transactions == 0);
    CHECK(next.reversed == 0);
    CHECK_FALSE(next.median_amount);
}

TEST_CASE("counts: unmatched money is shown until somebody says whose it is", "[reports][counts]") {
    History history{local("2026-11-21 06:00:00")};
    const auto market = history.market("m");
    const auto stall = history.stall(market, {.code = "1"});
    const auto lost = history.unmatched({.dong = 33'000, .booked_at = local("2026-11-21 12:00:00")});
    history.unmatched({.dong = 5'000, .booked_at = local("2026-11-22 12:00:00")});
    auto counts = count(history, market, "2026-11-21", "2026-11-21");
    CHECK(counts.unmatched == 1);
    CHECK(counts.unmatched_amount.dong() == 33'000);
    CHECK(counts.transactions == 0);
    history.assign(lost, stall);
    counts = count(history, market, "2026-11-21", "2026-11-21");
    CHECK(counts.unmatched == 0);
    CHECK(counts.transactions == 1);
    CHECK(counts.amount.dong() == 33'000);
    const auto row = follow(history.events)->transfer(lost).value().value();
    CHECK(row.status == book::TransferStatus::assigned);
    CHECK(row.stall == stall);
    CHECK(row.market == market);
}

TEST_CASE("counts: unmatched money that was taken back is no longer unmatched", "[reports][counts]") {
    History history{local("2026-11-21 06:00:00")};
    const auto market = history.market("m");
    const auto lost = history.unmatched();
    history.reverse(lost, std::nullopt);
    const auto counts = count(history, market, "2026-11-21", "2026-11-21");
    CHECK(counts.unmatched == 0);
    CHECK(counts.transactions == 0);
}

TEST_CASE("counts: the market's own desk is no stall, and its money stands apart", "[reports][counts]") {
    History history{local("2026-11-21 06:00:00")};
    const auto market = history.market("m");
    const auto stall = history.stall(market, {.code = "1"});
    const auto rent = history.stall(market, {.code = "BQL", .kind = PointKind::collection_point});
    history.pay(stall, {.dong = 10'000});
    history.pay(rent, {.dong = 300'000});
    const auto taken_back = history.pay(rent, {.dong = 200'000});
    history.reverse(taken_back, rent, {.dong = 200'000});
    const auto counts = count(history, market, "2026-11-21", "2026-11-21");
    CHECK(counts.total_stalls == 1);
    CHECK(counts.transactions == 1);
    CHECK(counts.median_amount == Vnd::of(10'000));
    CHECK(counts.reversed == 0);
    CHECK(counts.collection_point_transactions == 1);
    CHECK(counts.collection_point_amount.dong() == 300'000);
    CHECK(std::ranges::count_if(counts.by_hour, [](auto n) { return n != 0; }) == 1);
}

TEST_CASE("counts: active in the week looks seven days back, the first payment for ever",
          "[reports][counts]") {
    History history{local("2026-11-01 06:00:00")};
    const auto market = history.market("m");
    const auto a = history.stall(market, {.code = "1"});
    const auto b = history.stall(market, {.code = "2"});
    history.pay(a, {.booked_at = local("2026-11-10 10:00:00")});
    history.pay(b, {.booked_at = local("2026-11-02 10:00:00")});
    CHECK(count(history, market, "2026-11-16", "2026-11-16").active_week == 1);
    CHECK(count(history, market, "2026-11-17", "2026-11-17").active_week == 0);
    CHECK(count(history, market, "2026-11-09", "2026-11-09").first_payment == 1);
    CHECK(count(history, market, "2026-11-17", "2026-11-17").first_payment == 2);
    CHECK(count(history, market, "2026-11-01", "2026-11-17").active_stall_days == 2);
}

TEST_CASE("counts: the median of an even number is the lower one, an amount that was paid",
          "[reports][counts]") {
    History history{local("2026-11-21 06:00:00")};
    const auto market = history.market("m");
    const auto stall = history.stall(market, {.code = "1"});
    for (const std::int64_t dong : {40'000, 10'000, 50'000'000, 20'000}) history.pay(stall, {.dong = dong});
    CHECK(count(history, market, "2026-11-21", "2026-11-21").median_amount == Vnd::of(20'000));
}

TEST_CASE("counts: totals may be larger than the largest single amount", "[reports][counts]") {
    History history{local("2026-11-21 06:00:00")};
    const auto market = history.market("m");
    const auto stall = history.stall(market, {.code = "1"});
    for (int i = 0; i < 3; ++i) history.pay(stall, {.dong = Vnd::dong_max});
    CHECK(count(history, market, "2026-11-21", "2026-11-21").amount.dong() == 3 * Vnd::dong_max);
}

TEST_CASE("counts: an unknown market has nothing", "[reports][counts]") {
    History history{local("2026-11-21 06:00:00")};
    CHECK(count(history, MarketId::from_value(7), "2026-11-21", "2026-11-21").total_stalls == 0);
}

// ------------------------------------------------------------------------------------------------------------------------
// The same numbers in the simplest words there are: everything is read from the events again, nothing is
// kept.

namespace {

struct NaiveTransfer {
    std::int64_t dong;
    Instant booked_at;
    std::optional<StallId> stall;
    book::TransferStatus status;
};

struct NaiveStall {
    MarketId market;
    std::string zone;
    bool is_stall;
    std::vector<std::pair<Instant, bool>> open, registered;  // Since when, in order.
    Instant handed_over_at = Instant::max();                 // Its stand, the first time.
};

bool at(const std::vector<std::pair<Instant, bool>>& changes, Instant end) {
    bool value = false;
    for (const auto& [since, now] : changes)
        if (since < end) value = now;
    return value;
}

struct Naive {
    std::map<MarketId, std::chrono::minutes> cutoffs;
    std::map<StallId, NaiveStall> stalls;
    std::map<TransferId, NaiveTransfer> transfers;

    explicit Naive(const std::vector<book::RecordedEvent>& events) {
        for (const auto& event : events) read(event);
    }

    void read(const book::RecordedEvent& recorded) {
        if (const auto* market = std::get_if<book::MarketRegistered>(&recorded.event))
            cutoffs[market->market.id] = market->market.business_day_cutoff;
        if (const auto* stall = std::get_if<book::StallRegistered>(&recorded.event)) {
            const auto& s = stall->stall;
            stalls.insert_or_assign(s.id, NaiveStall{s.market,
                                                     s.zone,
                                                     s.kind == PointKind::stall,
                                                     {{recorded.recorded_at, true}},
                                                     {{recorded.recorded_at, s.registered()}}});
        }
        if (const auto* changed = std::get_if<book::StallChanged>(&recorded.event))
            stalls.at(changed->stall.id)
                .registered.emplace_back(recorded.recorded_at, changed->stall.registered());
        if (const auto* visited = std::get_if<book::StallVisited>(&recorded.event))
            if (visited->stand_version > 0) {
                auto& at = stalls.at(visited->stall).handed_over_at;
                at = std::min(at, visited->visit.at);
            }
        if (const auto* suspended = std::get_if<book::StallSuspended>(&recorded.event))
            stalls.at(suspended->stall).open.emplace_back(recorded.recorded_at, false);
        if (const auto* resumed = std::get_if<book::StallResumed>(&recorded.event))
            stalls.at(resumed->stall).open.emplace_back(recorded.recorded_at, true);
        if (const auto* transfer = std::get_if<book::TransferReceived>(&recorded.event)) {
            transfers[transfer->id] = {transfer->notice.amount.dong(), transfer->notice.booked_at,
                                       transfer->match.stall, transfer->status};
            if (transfer->reverses) transfers.at(*transfer->reverses).status = book::TransferStatus::reversed;
        }
        if (const auto* assigned = std::get_if<book::TransferAssigned>(&recorded.event)) {
            transfers.at(assigned->transfer).status = book::TransferStatus::assigned;
            transfers.at(assigned->transfer).stall = assigned->stall;
        }
        if (const auto* claimed = std::get_if<book::TransferClaimed>(&recorded.event)) {
            transfers.at(claimed->transfer).status = book::TransferStatus::assigned;
            transfers.at(claimed->transfer).stall = claimed->stall;
        }
    }

    bool counts_in(const NaiveTransfer& transfer, MarketId market, Day from, Day to) const {
        if (!transfer.stall || stalls.at(*transfer.stall).market != market) return false;
        const auto on = business_day(transfer.booked_at, cutoffs.at(market));
        return from <= on && on <= to;
    }
    static bool is_payment(const NaiveTransfer& transfer) {
        return transfer.status == book::TransferStatus::matched ||
               transfer.status == book::TransferStatus::assigned;
    }

    Counts counts(MarketId market, Day from, Day to) const {
        Counts result;
        const auto cutoff = cutoffs.at(market);
        const auto begin = business_day_begin(from, cutoff);
        const auto end = business_day_begin(Day{std::chrono::sys_days{to} + std::chrono::days{1}}, cutoff);
        const Day week_ago{std::chrono::sys_days{to} - std::chrono::days{6}};
        std::vector<std::int64_t> amounts;
        std::set<std::pair<StallId, Day>> stall_days;
        std::set<StallId> active, week, ever;
        for (const auto& [id, transfer] : transfers) {
            if (transfer.status == book::TransferStatus::unmatched && begin <= transfer.booked_at &&
                transfer.booked_at < end) {
                ++result.unmatched;
                result.unmatched_amount += Vnd::of(transfer.dong);
            }
            if (!transfer.stall || !stalls.at(*transfer.stall).is_stall) continue;
            const bool within = counts_in(transfer, market, from, to);
            if (within && transfer.status == book::TransferStatus::reversed) ++result.reversed;
            if (!is_payment(transfer)) continue;
            if (counts_in(transfer, market, week_ago, to)) week.insert(*transfer.stall);
            if (counts_in(transfer, market, Day{std::chrono::year{1990} / 1 / 1}, to))
                ever.insert(*transfer.stall);
            if (!within) continue;
            ++result.transactions;
            result.amount += Vnd::of(transfer.dong);
            amounts.push_back(transfer.dong);
            active.insert(*transfer.stall);
            stall_days.emplace(*transfer.stall, business_day(transfer.booked_at, cutoff));
            ++result.by_hour.at(static_cast<std::size_t>(vietnam_hour(transfer.booked_at)));
        }
        for (const auto& [id, stall] : stalls) {
            if (stall.market != market || !stall.is_stall || !at(stall.open, end)) continue;
            ++result.total_stalls;
            if (!at(stall.registered, end)) continue;
            ++result.registered;
            if (ever.contains(id)) ++result.first_payment;
            if (stall.handed_over_at < end) ++result.with_stand;
        }
        result.active = static_cast<std::int64_t>(active.size());
        result.active_week = static_cast<std::int64_t>(week.size());
        result.active_stall_days = static_cast<std::int64_t>(stall_days.size());
        std::ranges::sort(amounts);
        if (!amounts.empty()) result.median_amount = Vnd::of(amounts[(amounts.size() - 1) / 2]);
        return result;
    }
};

// A week of two markets in which everything happens that can.
History random_week(std::uint64_t seed) {
    world::SeededRandom random{seed};
    History history{local("2026-11-15 06:00:00")};
    const MarketId markets[] = {history.market("day"), history.market("night", 12h)};
    std::vector<StallId> stalls;
    struct Open {
        TransferId id;
        std::optional<StallId> stall;
        std::int64_t dong;
    };
    std::vector<Open> unmatched, taken;
    const auto some_time = [&] {
        return local("2026-11-14 00:00:00") + std::chrono::seconds{random.below(9 * 86'400)};
    };
    for (int step = 0; step < 300; ++step) {
        history.now += std::chrono::seconds{random.below(4'000)};
        const auto dong = static_cast<std::int64_t>(1'000 + random.below(90) * 1'000);
        const auto what = stalls.size() < 4 ? 0 : random.below(20);
        if (what == 0) {
            stalls.push_back(history.stall(
                markets[random.below(2)],
                {.code = std::to_string(step),
                 .zone = std::string(1, static_cast<char>('A' + random.below(3))),
                 .account = random.below(3) != 0,
                 .kind = random.below(8) == 0 ? PointKind::collection_point : PointKind::stall}));
            continue;
        }
        const auto stall = stalls[random.below(stalls.size())];
        if (what == 1) history.suspend(stall);
        if (what == 2) history.resume(stall);
        if (what == 3)
            history.change(stall, random.below(2) == 0 ? std::vector<merchants::Account>{}
                                                       : std::vector{History::account_of(stall)});
        if (what == 4 && !unmatched.empty()) {
            const auto id = unmatched.back().id;
            auto holder = stall;
            const auto how = random.below(3);
            if (how == 0) history.assign(id, stall);
            if (how > 0) history.claim(id, stall);
            if (how == 2) {
                holder = stalls[random.below(stalls.size())];
                history.dispute(id, holder);
                history.settle(id, stall, holder);
            }
            taken.push_back({id, holder, unmatched.back().dong});
            unmatched.pop_back();
        }
        if (what == 5 && !taken.empty()) {
            history.reverse(taken.back().id, taken.back().stall,
                            {.dong = taken.back().dong, .booked_at = some_time()});
            taken.pop_back();
        }
        if (what == 6)
            unmatched.push_back({history.unmatched({.dong = dong, .booked_at = some_time()}), {}, dong});
        if (what == 7)
            history.add(book::StallVisited{
                stall, {merchants::VisitOutcome::stand_handed_over, std::nullopt, some_time()}, 1, {}});
        if (what > 7) {
            const auto id = history.pay(
                stall,
                {.dong = dong, .booked_at = some_time(), .feed = random.below(2) == 0 ? "sepay" : "casso"});
            if (random.below(3) == 0) taken.push_back({id, stall, dong});
        }
    }
    return history;
}

void check_equal(const Counts& counts, const Counts& naive) {
    CHECK(counts.total_stalls == naive.total_stalls);
    CHECK(counts.registered == naive.registered);
    CHECK(counts.with_stand == naive.with_stand);
    CHECK(counts.first_payment == naive.first_payment);
    CHECK(counts.active_week == naive.active_week);
    CHECK(counts.active == naive.active);
    CHECK(counts.active_stall_days == naive.active_stall_days);
    CHECK(counts.transactions == naive.transactions);
    CHECK(counts.amount == naive.amount);
    CHECK(counts.median_amount == naive.median_amount);
    CHECK(counts.unmatched == naive.unmatched);
    CHECK(counts.unmatched_amount == naive.unmatched_amount);
    CHECK(counts.reversed == naive.reversed);
    CHECK(counts.by_hour == naive.by_hour);
}

void check_groups_add_up(const Counts& counts) {
    for (const auto* groups : {&counts.by_stall, &counts.by_zone, &counts.by_provider}) {
        std::int64_t transactions = 0, dong = 0;
        for (const auto& group : *groups) {
            transactions += group.transactions;
            dong += group.amount.dong();
        }
        CHECK(transactions == counts.transactions);
        CHECK(dong == counts.amount.dong());
    }
    std::int64_t stalls = 0;
    for (const auto& zone : counts.by_zone) stalls += zone.stalls;
    CHECK(stalls == counts.total_stalls);
    CHECK(static_cast<std::int64_t>(counts.by_stall.size()) == counts.active);
}

}  // namespace

TEST_CASE("counts: over random weeks they are what a recount of all events says",
          "[reports][counts][property]") {
    for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        const auto history = random_week(seed);
        const auto reports = follow(history.events, 1 + seed * 7);
        const Naive naive{history.events};
        for (const auto market : {MarketId::from_value(0), MarketId::from_value(1)}) {
            for (int first = 13; first <= 22; ++first) {
                for (const int length : {0, 2, 6}) {
                    const auto from = Day{std::chrono::year{2026} / 11 / first};
                    const Day to{std::chrono::sys_days{from} + std::chrono::days{length}};
                    CAPTURE(seed, market.value(), format_day(from), format_day(to));
                    const auto counts = reports->counts(market, from, to).value();
                    check_equal(counts, naive.counts(market, from, to));
                    check_groups_add_up(counts);
                }
            }
        }
    }
}

TEST_CASE("reports: rebuilt in any portions, killed half-way or not, the projection is the same to the byte",
          "[reports][property]") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        CAPTURE(seed);
        const auto history = random_week(seed);
        const auto live = follow(history.events, 1)->fingerprint().value();
        CHECK(follow(history.events)->fingerprint().value() == live);
        CHECK(follow(history.events, 17)->fingerprint().value() == live);

        const TemporaryFile file;
        world::SeededRandom random{seed};
        for (std::size_t at = 0; at < history.events.size();) {
            // Opened anew for each portion, as after a kill: it goes on where its position says.
            const auto reports = Reports::open(file.path()).value();
            REQUIRE(reports->position() == Sequence{at});
            const auto end = std::min(history.events.size(), at + 1 + random.below(60));
            reports
                ->apply({history.events.begin() + static_cast<std::ptrdiff_t>(at),
                         history.events.begin() + static_cast<std::ptrdiff_t>(end)})
                .value();
            at = end;
        }
        CHECK(Reports::open(file.path()).value()->fingerprint().value() == live);
    }
}
