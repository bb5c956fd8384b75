#include "reports/counts.hpp"

#include <algorithm>
#include <map>

#include "reports/projection.hpp"

namespace choqr::reports {
namespace {

struct Period {
    MarketId market;
    std::int64_t from, to;        // Business days, both inclusive.
    std::int64_t begin_at, end_at;  // Instants in milliseconds, end exclusive.
};

std::optional<Period> period_of(sqlite::Database& database, MarketId market, Day from, Day to) {
    auto rows = database.query("SELECT cutoff_min FROM market WHERE id = ?1", market);
    if (!rows.next()) return std::nullopt;
    const std::chrono::minutes cutoff{rows.integer(0)};
    const Day after_last{std::chrono::sys_days{to} + std::chrono::days{1}};
    return Period{market, day_number(from), day_number(to), milliseconds_of(business_day_begin(from, cutoff)),
                  milliseconds_of(business_day_begin(after_last, cutoff))};
}

using Zones = std::map<std::string, Counts::Group>;

Counts::Group& group(std::map<std::string, Counts::Group>& groups, const std::string& key) {
    auto& found = groups[key];
    if (found.key.empty()) found.key = key;
    return found;
}

// Stalls as they stood at the end of the period: status and accounts by the moment of their last change before it.
constexpr const char* stalls_at_end = R"sql(
SELECT zone,
    (SELECT status FROM stall_status WHERE stall = s.id AND at < ?2 ORDER BY sequence DESC LIMIT 1),
    EXISTS(SELECT 1 FROM account WHERE stall = s.id AND added_at < ?2 AND (removed_at IS NULL OR removed_at >= ?2)),
    EXISTS(SELECT 1 FROM stall_day WHERE stall = s.id AND day <= ?3 AND transactions > 0),
    EXISTS(SELECT 1 FROM stall_day WHERE stall = s.id AND day BETWEEN ?3 - 6 AND ?3 AND transactions > 0)
FROM stall s WHERE market = ?1 AND kind = 0)sql";

void count_stalls(sqlite::Database& database, const Period& period, Counts& counts, Zones& zones) {
    auto rows = database.query(stalls_at_end, period.market, period.end_at, period.to);
    while (rows.next()) {
        const bool open = rows.optional_integer(1) == static_cast<std::int64_t>(merchants::StallStatus::open);
        const bool registered = open && rows.integer(2) != 0;
        counts.total_stalls += open ? 1 : 0;
        counts.registered += registered ? 1 : 0;
        counts.first_payment += registered && rows.integer(3) != 0 ? 1 : 0;
        counts.active_week += rows.integer(4) != 0 ? 1 : 0;
        if (open) ++group(zones, rows.text(0)).stalls;
    }
}

// The nested loop in this order: rows come stall by stall, and within a stall by day and feed.
constexpr const char* payments_of_period = R"sql(
SELECT s.id, s.kind, s.zone, d.day, (SELECT name FROM feed WHERE id = d.feed), d.transactions, d.amount
FROM stall s CROSS JOIN stall_day d ON d.stall = s.id
WHERE s.market = ?1 AND d.day BETWEEN ?2 AND ?3 AND d.transactions > 0)sql";

struct PaymentsOfStall {
    Counts::Group group;
    std::string zone;
    std::int64_t days = 0, last_day = INT64_MIN;
    std::map<std::string, Counts::Group> by_feed;
};

void add(Counts::Group& into, std::int64_t transactions, VndSum amount) {
    into.transactions += transactions;
    into.amount = sum_of_dong(into.amount.dong() + amount.dong());
}

void add_row(const sqlite::Rows& row, PaymentsOfStall& stall) {
    const auto amount = sum_of_dong(row.integer(6));
    stall.zone = row.text(2);
    add(stall.group, row.integer(5), amount);
    add(group(stall.by_feed, row.text(4)), row.integer(5), amount);
    if (row.integer(3) != stall.last_day) ++stall.days;
    stall.last_day = row.integer(3);
}

std::map<std::int64_t, PaymentsOfStall> payments(sqlite::Database& database, const Period& period, Counts& counts) {
    std::map<std::int64_t, PaymentsOfStall> by_stall;
    auto rows = database.query(payments_of_period, period.market, period.from, period.to);
    while (rows.next()) {
        if (static_cast<merchants::PointKind>(rows.integer(1)) == merchants::PointKind::stall) {
            add_row(rows, by_stall[rows.integer(0)]);
            continue;
        }
        counts.collection_point_transactions += rows.integer(5);
        counts.collection_point_amount = sum_of_dong(counts.collection_point_amount.dong() + rows.integer(6));
    }
    return by_stall;
}

std::vector<Counts::Group> values(std::map<std::string, Counts::Group>&& groups) {
    std::vector<Counts::Group> list;
    for (auto& [key, one] : groups) list.push_back(std::move(one));
    return list;
}

void count_payments(sqlite::Database& database, const Period& period, Counts& counts, Zones& zones) {
    std::map<std::string, Counts::Group> providers;
    for (auto& [id, stall] : payments(database, period, counts)) {
        ++counts.active;
        counts.active_stall_days += stall.days;
        counts.transactions += stall.group.transactions;
        counts.amount = sum_of_dong(counts.amount.dong() + stall.group.amount.dong());
        auto& zone = group(zones, stall.zone);
        ++zone.active;
        add(zone, stall.group.transactions, stall.group.amount);
        for (const auto& [feed, part] : stall.by_feed) {
            auto& provider = group(providers, feed);
            ++provider.stalls;
            ++provider.active;
            add(provider, part.transactions, part.amount);
        }
        stall.group.key = StallId::from_value(static_cast<std::uint64_t>(id)).text();
        stall.group.stalls = stall.group.active = 1;
        counts.by_stall.push_back(std::move(stall.group));
    }
    counts.by_provider = values(std::move(providers));
}

// The index transfer_of_day holds all that is asked for: no row of the table is read. Lower median: an amount that was paid.
std::optional<Vnd> median(sqlite::Database& database, const Period& period) {
    std::vector<std::int64_t> amounts;
    for (auto day = period.from; day <= period.to; ++day) {
        auto rows = database.query("SELECT amount FROM transfer WHERE day = ?1 AND market = ?2 AND counted = 1", day, period.market);
        while (rows.next()) amounts.push_back(rows.integer(0));
    }
    if (amounts.empty()) return std::nullopt;
    const auto middle = amounts.begin() + static_cast<std::ptrdiff_t>((amounts.size() - 1) / 2);
    std::ranges::nth_element(amounts, middle);
    return Vnd::of(*middle);
}

std::int64_t taken_back(sqlite::Database& database, const Period& period) {
    std::int64_t count = 0;
    for (auto day = period.from; day <= period.to; ++day) {
        auto rows = database.query("SELECT count(*) FROM transfer WHERE day = ?1 AND market = ?2 AND counted = -1", day, period.market);
        rows.next();
        count += rows.integer(0);
    }
    return count;
}

void count_unmatched(sqlite::Database& database, const Period& period, Counts& counts) {
    auto rows = database.query(
        "SELECT count(*), coalesce(sum(amount), 0) FROM transfer "
        "WHERE status = 1 AND trial = 0 AND counts_at >= ?1 AND counts_at < ?2",
        period.begin_at, period.end_at);
    rows.next();
    counts.unmatched = rows.integer(0);
    counts.unmatched_amount = sum_of_dong(rows.integer(1));
}

// A single day that is closed says what was unmatched when it was closed; the list of what still is, is another question.
void take_unmatched_at_closing(sqlite::Database& database, const Period& period, Counts& counts) {
    if (period.from != period.to) return;
    auto rows = database.query("SELECT unmatched, unmatched_amount FROM day_close WHERE market = ?1 AND day = ?2", period.market, period.from);
    if (!rows.next()) return;
    counts.unmatched = rows.integer(0);
    counts.unmatched_amount = sum_of_dong(rows.integer(1));
}

void count_hours(sqlite::Database& database, const Period& period, Counts& counts) {
    auto rows = database.query("SELECT hour, sum(transactions) FROM market_hour "
                               "WHERE market = ?1 AND day BETWEEN ?2 AND ?3 GROUP BY hour", period.market, period.from, period.to);
    while (rows.next()) counts.by_hour.at(static_cast<std::size_t>(rows.integer(0))) = rows.integer(1);
}

}  // namespace

VndSum sum_of_dong(std::int64_t dong) {
    VndSum sum;
    for (; dong > Vnd::dong_max; dong -= Vnd::dong_max) sum += Vnd::of(Vnd::dong_max);
    sum += Vnd::of(dong);
    return sum;
}

Counts count_period(sqlite::Database& database, MarketId market, Day from, Day to) {
    Counts counts;
    const auto period = period_of(database, market, from, to);
    if (!period) return counts;
    Zones zones;
    count_stalls(database, *period, counts, zones);
    count_payments(database, *period, counts, zones);
    counts.by_zone = values(std::move(zones));
    counts.median_amount = median(database, *period);
    counts.reversed = taken_back(database, *period);
    count_unmatched(database, *period, counts);
    take_unmatched_at_closing(database, *period, counts);
    count_hours(database, *period, counts);
    return counts;
}

}  // namespace choqr::reports
