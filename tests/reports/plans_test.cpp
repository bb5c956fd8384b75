#include <sqlite3.h>

#include <functional>
#include <map>
#include <mutex>

#include "support.hpp"
#include "support/catch.hpp"

// Which way SQLite goes for everything that the reports ask.

using namespace choqr;
using namespace choqr::reports;
using namespace choqr::reports::test;

namespace {

std::mutex heard_mutex;
std::map<std::string, int> heard;  // Every statement of the process while Listening, and how often.

int remember(unsigned, void*, void* statement, void*) {
    const std::lock_guard lock{heard_mutex};
    if (const char* sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement))) ++heard[sql];
    return 0;
}

int listen(sqlite3* connection, const char**, const sqlite3_api_routines*) {
    return sqlite3_trace_v2(connection, SQLITE_TRACE_STMT, remember, nullptr);
}

using Entry = void (*)();

class Listening {
public:
    Listening() { sqlite3_auto_extension(reinterpret_cast<Entry>(listen)); }
    ~Listening() { sqlite3_cancel_auto_extension(reinterpret_cast<Entry>(listen)); }
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;
};

std::map<std::string, int> said_since(const std::function<void()>& ask) {
    {
        const std::lock_guard lock{heard_mutex};
        heard.clear();
    }
    ask();
    const std::lock_guard lock{heard_mutex};
    return heard;
}

/// How many statements `ask` makes; where a read begins and ends is none.
int statements_of(const std::function<void()>& ask) {
    int count = 0;
    for (const auto& [sql, times] : said_since(ask))
        if (sql.find("SELECT") != std::string::npos) count += times;
    return count;
}

std::vector<std::string> plan_of(sqlite3* database, const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    REQUIRE(sqlite3_prepare_v2(database, ("EXPLAIN QUERY PLAN " + sql).c_str(), -1, &statement, nullptr) ==
            SQLITE_OK);
    std::vector<std::string> steps;
    while (sqlite3_step(statement) == SQLITE_ROW)
        steps.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 3)));
    sqlite3_finalize(statement);
    return steps;
}

// What grows with a market's years; the others have a few rows for each market.
bool scans_what_grows(const std::string& step) {
    if (step.find("USING INDEX transfer_unmatched") != std::string::npos)
        return false;  // As many as are unmatched.
    for (const auto* table : {"transfer", "t", "stall", "s", "stall_day", "d", "stall_month", "m",
                              "market_day", "market_hour", "market_amount", "transfer_block", "account",
                              "payment_request", "adjustment", "stall_words", "idempotency", "conflict"})
        if (step == std::string{"SCAN "} + table || step.starts_with(std::string{"SCAN "} + table + " "))
            return true;
    return false;
}

// The whole ledger's list, oldest or newest first: the table is in that order, and LIMIT ends it.
bool is_list_of_all(const std::string& sql) {
    return sql.find("FROM transfer  ORDER BY id") != std::string::npos ||
           sql.find("FROM transfer WHERE status = 0 ORDER BY id") != std::string::npos;
}

// A market's list is as long as its years: sorted, it would be read to its end before LIMIT ends it.
bool sorts_a_list(const std::string& sql, const std::string& step) {
    return sql.find("FROM transfer_block") != std::string::npos &&
           step.find("TEMP B-TREE") != std::string::npos;
}

void ask_everything(const Reports& reports, MarketId market, StallId stall, TransferId transfer) {
    const auto from = day("2026-11-01"), to = day("2026-11-30");
    reports.market_report(market, from, to).value();
    reports.market_report(market, from, from).value();
    reports.day_totals(market, from).value();
    reports.day_closes(market, from, to).value();
    reports.adjustments(market, from, to).value();
    reports.feeds().value();
    reports.transfer(transfer).value();
    reports.known_transfer(*FeedId::parse("simwallet"), *ProviderReference::parse("FT1")).value();
    const book::Book::EntryLookup entry{
        *FeedId::parse("simwallet"), "970436/101", from, from, "FT1", Vnd::of(1'000)};
    reports.known_entries(entry).value();
    reports.evidence(transfer).value();
    reports.stall(stall).value();
    reports.stalls(market, std::nullopt, 10).value();
    reports.stalls(market, stall, 10).value();
    reports.stalls_closed_since(market, local("2026-11-01 00:00:00")).value();
    reports.stands_to_print({market}).value();
    reports.stand_printed_at(stall).value();
    reports.visits({market, local("2026-11-01 00:00:00"), local("2026-11-30 00:00:00")}).value();
    reports.visits_at(stall).value();
    reports.dormant(market, day("2026-11-22")).value();
    reports.volunteer_days(reports.market(market).value().value(), from, to).value();
    reports.paid_at(PaymentRequestId::from_value(1)).value();
    reports.payment_requests(stall, 10).value();
    using enum book::TransferStatus;
    for (const auto newest : {false, true})
        for (const auto status : std::vector<std::optional<book::TransferStatus>>{
                 std::nullopt, matched, unmatched, assigned, reversed, outgoing}) {
            TransferFilter all{.status = status, .newest_first = newest};
            reports.transfers(all).value();
            auto of_day = all, of_market = all, of_stall = all, of_day_of_market = all;
            of_day.day = of_day_of_market.day = from;
            of_market.market = of_day_of_market.market = market;
            of_stall.stall = stall;
            for (const auto& filter : {of_day, of_market, of_stall, of_day_of_market})
                reports.transfers(filter).value();
        }
}

}  // namespace

TEST_CASE("reports: no list and no report reads a whole table", "[reports][plans]") {
    const TemporaryFile file;
    const Listening listening;
    History history{local("2026-11-01 06:00:00")};
    const auto market = history.market("vt");
    const auto stall = history.stall(market, {.code = "A-1"});
    const auto transfer = history.pay(stall);
    history.close(market, day("2026-11-01"), {});
    history.pay(stall, {.booked_at = local("2026-11-01 07:00:00")});
    {
        const auto reports = Reports::open(file.path()).value();
        reports->apply(history.events).value();
    }
    const auto reports = Reports::open(file.path()).value();
    const auto statements = said_since([&] { ask_everything(*reports, market, stall, transfer); });
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.path().c_str(), &database) == SQLITE_OK);
    std::size_t looked_at = 0;
    for (const auto& [sql, times] : statements) {
        if (sql.find("SELECT") == std::string::npos || is_list_of_all(sql)) continue;
        CAPTURE(sql);
        for (const auto& step : plan_of(database, sql)) {
            CAPTURE(step);
            CHECK_FALSE(scans_what_grows(step));
            CHECK_FALSE(sorts_a_list(sql, step));
        }
        ++looked_at;
    }
    sqlite3_close(database);
    CHECK(looked_at >= 40);
}

TEST_CASE("reports: a board's day and a year are as many statements, however much there is",
          "[reports][plans]") {
    const Listening listening;
    const auto stalls_at_all = GENERATE(1, 30);
    CAPTURE(stalls_at_all);
    History history{local("2026-01-05 06:00:00")};
    const auto market = history.market("vt");
    std::vector<StallId> stalls;
    stalls.reserve(static_cast<std::size_t>(stalls_at_all));
    for (int i = 0; i < stalls_at_all; ++i)
        stalls.push_back(history.stall(market, {.code = std::to_string(i)}));
    for (int month = 0; month < 5; ++month) {
        for (const auto stall : stalls) {
            history.pay(stall);
            history.pay(stall, {.feed = "sepay"});
        }
        history.now += std::chrono::days{31};
    }
    history.close(market, day("2026-01-05"), {});
    for (const auto stall : stalls) history.pay(stall, {.booked_at = local("2026-01-05 09:00:00")});
    const auto reports = follow(history.events);
    const auto count = [&](const char* from, const char* to) {
        CHECK(reports->counts(market, day(from), day(to))->transactions >= 2 * stalls_at_all);
    };
    CHECK(statements_of([&] { count("2026-01-05", "2026-01-05"); }) == 2);
    CHECK(statements_of([&] { count("2026-01-01", "2026-12-31"); }) == 2);
    CHECK(statements_of([&] { count("2026-01-03", "2026-05-17"); }) == 2);
    // With the days' facts, the adjustments and the closings; of an open day what came to it, in order.
    const auto report = [&](const char* from, const char* to) {
        CHECK(reports->market_report(market, day(from), day(to))->counts.transactions >= 2 * stalls_at_all);
    };
    CHECK(statements_of([&] { report("2026-01-05", "2026-01-05"); }) == 5);
    CHECK(statements_of([&] { report("2026-02-05", "2026-02-05"); }) == 6);
    CHECK(statements_of([&] { report("2026-01-01", "2026-12-31"); }) == 5);
    CHECK(statements_of([&] {
              CHECK(std::cmp_equal(reports->stalls(market, std::nullopt, 100)->size(), stalls_at_all));
          }) == 1);
}
