#include <sqlite3.h>

#include <map>
#include <set>

#include "support.hpp"
#include "support/catch.hpp"
#include "world/random.hpp"

// What the tables hold in sums is what their rows say, and a period in months is what its days are.

using namespace choqr;
using namespace choqr::reports;
using namespace choqr::reports::test;
using choqr::merchants::PointKind;

namespace {

Day plus(Day day, int days) { return Day{std::chrono::sys_days{day} + std::chrono::days{days}}; }

std::string number_of(Day day) {
    return std::to_string(std::chrono::sys_days{day}.time_since_epoch().count());
}

constexpr const char* first_day = "2026-01-20";

struct Scene {
    History history{local("2026-01-20 06:00:00")};
    std::vector<MarketId> markets{history.market("day"), history.market("night", std::chrono::hours{12})};
    std::vector<StallId> stalls;
};

// Some months of two markets, through two feeds: late notices, money taken back and assigned, days closed.
Scene some_months(std::uint64_t seed) {
    world::SeededRandom random{seed};
    Scene scene;
    auto& history = scene.history;
    for (int i = 0; i < 8; ++i)
        scene.stalls.push_back(
            history.stall(scene.markets[random.below(2)],
                          {.code = std::to_string(i),
                           .zone = std::string(1, static_cast<char>('A' + random.below(3))),
                           .kind = i == 7 ? PointKind::collection_point : PointKind::stall}));
    struct Taken {
        TransferId id;
        StallId stall;
    };
    std::vector<Taken> taken;
    std::vector<TransferId> unmatched;
    std::map<MarketId, int> closed;
    for (int step = 0; step < 700; ++step) {
        history.now += std::chrono::seconds{random.below(25'000)};
        const auto stall = scene.stalls[random.below(scene.stalls.size())];
        const TransferWords words{
            .dong = static_cast<std::int64_t>(1'000 + random.below(20) * 1'000),
            .booked_at = history.now - std::chrono::hours{random.below(4) == 0 ? random.below(400) : 0},
            .feed = random.below(3) == 0 ? "casso" : "sepay"};
        const auto what = random.below(20);
        if (what == 0 && !taken.empty()) {
            history.reverse(taken.back().id, taken.back().stall);
            taken.pop_back();
        } else if (what == 1) {
            unmatched.push_back(history.unmatched(words));
        } else if (what == 2 && !unmatched.empty()) {
            history.assign(unmatched.back(), stall);
            unmatched.pop_back();
        } else if (what == 3) {
            const auto market = scene.markets[random.below(2)];
            history.close(market, plus(day(first_day), closed[market]++), {});
        } else {
            const auto id = history.pay(stall, words);
            if (random.below(3) == 0) taken.push_back({id, stall});
        }
    }
    return scene;
}

std::vector<std::vector<std::string>> ask(const std::filesystem::path& file, const char* sql) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    sqlite3_stmt* statement = nullptr;
    REQUIRE(sqlite3_prepare_v2(database, sql, -1, &statement, nullptr) == SQLITE_OK);
    std::vector<std::vector<std::string>> rows;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        auto& row = rows.emplace_back();
        for (int column = 0; column < sqlite3_column_count(statement); ++column)
            row.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, column)));
    }
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return rows;
}

// Each of a table of sums, and the same made from the transfers. What came after its day was closed is in
// no sum; `counted` of a closed day's payment stays (schema.hpp).
struct RollUp {
    const char *table, *kept, *made;
};
constexpr RollUp roll_ups[] = {
    {"stall_day",
     "SELECT stall, day, feed, transactions, amount FROM stall_day WHERE transactions > 0 ORDER BY 1, 2, 3",
     "SELECT stall, day, feed, count(*), sum(amount) FROM transfer WHERE counted IN (1, 2) "
     "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"},
    {"stall_month",
     "SELECT stall, month, feed, transactions, amount, days FROM stall_month WHERE transactions > 0 ORDER BY "
     "1, 2, 3",
     "SELECT stall, month, feed, sum(n), sum(dong), sum(1 << (day - month)) FROM (SELECT stall, "
     "CAST(strftime('%s', day * 86400, 'unixepoch', 'start of month') AS INTEGER) / 86400 AS month, day, "
     "feed, "
     "count(*) AS n, sum(amount) AS dong FROM transfer WHERE counted IN (1, 2) GROUP BY stall, day, feed) "
     "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"},
    {"market_day",
     "SELECT market, day, transactions, amount FROM market_day WHERE transactions > 0 ORDER BY 1, 2",
     "SELECT market, day, count(*), sum(amount) FROM transfer WHERE counted = 1 GROUP BY 1, 2 ORDER BY 1, 2"},
    {"market_hour",
     "SELECT market, day, sum(transactions), sum(amount) FROM market_hour GROUP BY 1, 2 HAVING "
     "sum(transactions) > 0 "
     "ORDER BY 1, 2",
     "SELECT market, day, count(*), sum(amount) FROM transfer WHERE counted = 1 GROUP BY 1, 2 ORDER BY 1, 2"},
    {"market_amount",
     "SELECT market, month, amount, payments FROM market_amount WHERE payments > 0 ORDER BY 1, 2, 3",
     "SELECT market, CAST(strftime('%s', day * 86400, 'unixepoch', 'start of month') AS INTEGER) / 86400, "
     "amount, "
     "count(*) FROM transfer WHERE counted = 1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"},
    {"transfer_block", "SELECT market, block FROM transfer_block ORDER BY 1, 2",
     "SELECT DISTINCT market, id / 256 FROM transfer WHERE market IS NOT NULL ORDER BY 1, 2"},
};

/// The days of a period one by one, added up as a reader would.
struct AddedUp {
    std::int64_t transactions = 0, dong = 0, active_stall_days = 0, reversed = 0;
    std::map<std::string, std::int64_t> by_stall, by_provider, by_zone, by_goods;
    std::array<std::int64_t, 24> by_hour{};
    std::set<std::string> active;
};

void add(std::map<std::string, std::int64_t>& into, const std::vector<Counts::Group>& groups) {
    for (const auto& one : groups)
        if (one.transactions > 0) into[one.key] += one.amount.dong();
}

AddedUp add_up(const Reports& reports, MarketId market, Day from, int days) {
    AddedUp sums;
    for (int i = 0; i < days; ++i) {
        const auto counts = reports.counts(market, plus(from, i), plus(from, i)).value();
        sums.transactions += counts.transactions;
        sums.dong += counts.amount.dong();
        sums.active_stall_days += counts.active;
        sums.reversed += counts.reversed;
        add(sums.by_stall, counts.by_stall);
        add(sums.by_provider, counts.by_provider);
        add(sums.by_zone, counts.by_zone);
        add(sums.by_goods, counts.by_goods);
        for (std::size_t hour = 0; hour < 24; ++hour) sums.by_hour[hour] += counts.by_hour[hour];
        for (const auto& stall : counts.by_stall) sums.active.insert(stall.key);
    }
    return sums;
}

std::map<std::string, std::int64_t> dong_of(const std::vector<Counts::Group>& groups) {
    std::map<std::string, std::int64_t> dong;
    add(dong, groups);
    return dong;
}

void check_equal(const Counts& counts, const AddedUp& sums) {
    CHECK(counts.transactions == sums.transactions);
    CHECK(counts.amount.dong() == sums.dong);
    CHECK(counts.active_stall_days == sums.active_stall_days);
    CHECK(std::cmp_equal(counts.active, sums.active.size()));
    CHECK(counts.reversed == sums.reversed);
    CHECK(counts.by_hour == sums.by_hour);
    CHECK(dong_of(counts.by_stall) == sums.by_stall);
    CHECK(dong_of(counts.by_provider) == sums.by_provider);
    CHECK(dong_of(counts.by_zone) == sums.by_zone);
    CHECK(dong_of(counts.by_goods) == sums.by_goods);
}

}  // namespace

TEST_CASE("roll-ups: each table of sums is what the rows say, followed in whatever portions",
          "[reports][rollups]") {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        const auto events = some_months(seed).history.events;
        const TemporaryFile file;
        const auto reports = Reports::open(file.path()).value();
        for (std::size_t at = 0; at < events.size();) {
            const auto end = std::min(events.size(), at + 1 + 37 * (seed - 1));
            reports
                ->apply({events.begin() + static_cast<std::ptrdiff_t>(at),
                         events.begin() + static_cast<std::ptrdiff_t>(end)})
                .value();
            at = end;
        }
        for (const auto& [table, kept, made] : roll_ups) {
            CAPTURE(seed, table);
            const auto rows = ask(file.path(), kept);
            CHECK(rows.size() > 2);
            CHECK(rows == ask(file.path(), made));
        }
    }
}

TEST_CASE("roll-ups: a period that holds whole months is the sum of its days",
          "[reports][rollups][property]") {
    for (std::uint64_t seed = 11; seed <= 14; ++seed) {
        const auto scene = some_months(seed);
        const auto reports = follow(scene.history.events, 100);
        for (const auto market : scene.markets)
            for (const auto& [from, days] : {std::pair{"2026-01-20", 12},
                                             {"2026-02-01", 28},
                                             {"2026-02-01", 59},
                                             {"2026-01-31", 30},
                                             {"2026-01-15", 100},
                                             {"2026-02-02", 27},
                                             {"2026-02-28", 1},
                                             {"2026-01-01", 365}}) {
                CAPTURE(seed, market.value(), from, days);
                check_equal(reports->counts(market, day(from), plus(day(from), days - 1)).value(),
                            add_up(*reports, market, day(from), days));
            }
    }
}

TEST_CASE("roll-ups: the median of months is the lower median of their payments", "[reports][rollups]") {
    const auto scene = some_months(21);
    const TemporaryFile file;
    const auto reports = Reports::open(file.path()).value();
    reports->apply(scene.history.events).value();
    std::vector<std::pair<Day, Day>> periods{{day("2026-02-01"), day("2026-03-31")},
                                             {day("2026-01-25"), day("2026-03-20")},
                                             {day("2026-02-03"), day("2026-02-19")},
                                             {day("2026-02-01"), day("2026-02-28")}};
    for (int i = 0; i < 28; ++i) periods.emplace_back(plus(day("2026-02-01"), i), plus(day("2026-02-01"), i));
    std::size_t paid = 0;
    for (const auto& [from, to] : periods) {
        CAPTURE(format_day(from), format_day(to));
        const auto amounts =
            ask(file.path(), ("SELECT amount FROM transfer WHERE counted = 1 AND market = 0 AND day "
                              "BETWEEN " +
                              number_of(from) + " AND " + number_of(to) + " ORDER BY amount")
                                 .c_str());
        const auto median = reports->counts(scene.markets[0], from, to)->median_amount;
        CHECK(median.has_value() == !amounts.empty());
        if (amounts.empty()) continue;
        CHECK(std::to_string(median.value().dong()) == amounts[(amounts.size() - 1) / 2][0]);
        ++paid;
    }
    CHECK(paid > 10);
}

TEST_CASE("a market's list goes through blocks, in order, both ways, with whatever else is in between",
          "[reports][rollups]") {
    History history{local("2026-11-22 06:00:00")};
    const auto small = history.market("small"), large = history.market("large");
    const auto a = history.stall(small, {.code = "1"}), b = history.stall(large, {.code = "1"});
    std::vector<std::uint64_t> of_small;
    const auto lost = history.unmatched();
    for (int i = 0; i < 1'500; ++i) {
        const auto id = history.pay(i % 321 == 0 ? a : b);
        if (i % 321 == 0) of_small.push_back(id.value());
    }
    history.assign(lost, a);  // In a block where the market had nothing.
    of_small.insert(of_small.begin(), lost.value());
    const auto reports = follow(history.events, 70);

    const auto list = [&](TransferFilter filter) {
        filter.market = small;
        std::vector<std::uint64_t> ids;
        for (const auto& row : reports->transfers(filter).value()) ids.push_back(row.id.value());
        return ids;
    };
    CHECK(list({}) == of_small);
    CHECK(list({.newest_first = true}) == std::vector(of_small.rbegin(), of_small.rend()));
    CHECK(list({.status = book::TransferStatus::matched, .limit = 2}) ==
          std::vector(of_small.begin() + 1, of_small.begin() + 3));
    CHECK(list({.after = Sequence{of_small[2]}, .limit = 2}) ==
          std::vector(of_small.begin() + 3, of_small.begin() + 5));
    CHECK(list({.before = Sequence{of_small[3]}, .newest_first = true, .limit = 2}) ==
          std::vector{of_small[2], of_small[1]});
    CHECK(list({.after = Sequence{of_small[1]}, .before = Sequence{of_small[2]}}).empty());
}
