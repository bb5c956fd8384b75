#include "reports/counts.hpp"

#include <bit>
#include <map>
#include <numeric>

#include "reports/roll_ups.hpp"

namespace choqr::reports {
namespace {

using sqlite::Rows;

/// Days and months by their first day, both ends inclusive; nothing in it if it ends before it begins.
struct Span {
    std::int64_t from, to;
};

/// A period in whole months, which have sums of their own, and the days before and behind them.
struct Period {
    Span days, head, months, tail;
    std::int64_t begin_at, end_at;  ///< In milliseconds, end exclusive, were the cut-off 00:00.
};

std::int64_t next_month(std::int64_t month) { return month_of_day(month + 31); }

Period period_of(Day from, Day to) {
    const Day after_last{std::chrono::sys_days{to} + std::chrono::days{1}};
    const auto instant = [](Day day) {
        return milliseconds_of(business_day_begin(day, std::chrono::minutes{0}));
    };
    const Span days{day_number(from), day_number(to)};
    Period period{days, days, {0, -1}, {days.to + 1, days.to}, instant(from), instant(after_last)};
    const auto month = month_of_day(days.from);
    const auto first = month == days.from ? month : next_month(month);
    const auto end = month_of_day(days.to + 1);  // Behind the last whole month.
    if (first >= end) return period;
    period.months = {first, month_of_day(end - 1)};
    period.head.to = first - 1;
    period.tail = {end, days.to};
    return period;
}

// ---- The stalls, and what was paid to them ----

// Stalls as they stood at the end of the period: status and accounts by the moment of their last change
// before it. Then what they were paid, stall by stall and in the order of time. Conditions without a column
// are looked at once: a part that is not asked for costs nothing.
constexpr const char* stalls_and_payments = R"sql(
WITH ending(at) AS (SELECT ?2 + 60000 * cutoff_min FROM market WHERE id = ?1),
handed_over(stall) AS MATERIALIZED
    (SELECT visit.stall FROM ending CROSS JOIN visit ON visit.at < ending.at WHERE visit.stand_version > 0)
SELECT 0, s.id, zone, goods,
    (SELECT status FROM stall_status WHERE stall = s.id AND at < ending.at ORDER BY sequence DESC LIMIT 1),
    EXISTS(SELECT 1 FROM account WHERE stall = s.id AND added_at < ending.at AND
           (removed_at IS NULL OR removed_at >= ending.at)),
    EXISTS(SELECT 1 FROM stall_day WHERE stall = s.id AND day <= ?3 AND transactions > 0),
    EXISTS(SELECT 1 FROM stall_day WHERE stall = s.id AND day BETWEEN ?3 - 6 AND ?3 AND transactions > 0),
    s.id IN handed_over
FROM ending CROSS JOIN stall s WHERE market = ?1 AND kind = 0
UNION ALL
SELECT 1, s.id, s.kind, feed, day, transactions, amount, NULL, NULL
FROM stall s CROSS JOIN stall_day d ON d.stall = s.id
WHERE s.market = ?1 AND ?4 <= ?5 AND d.day BETWEEN ?4 AND ?5 AND transactions > 0
UNION ALL
SELECT 2, s.id, s.kind, feed, month, transactions, amount, days, NULL
FROM stall s CROSS JOIN stall_month m ON m.stall = s.id
WHERE s.market = ?1 AND ?6 <= ?7 AND m.month BETWEEN ?6 AND ?7 AND transactions > 0
UNION ALL
SELECT 1, s.id, s.kind, feed, day, transactions, amount, NULL, NULL
FROM stall s CROSS JOIN stall_day d ON d.stall = s.id
WHERE s.market = ?1 AND ?8 <= ?3 AND d.day BETWEEN ?8 AND ?3 AND transactions > 0
UNION ALL
SELECT 3, id, name, NULL, NULL, NULL, NULL, NULL, NULL FROM feed)sql";
enum StallPart : std::int64_t { stall_part, day_part, month_part, feed_part };

using Groups = std::map<std::string, Counts::Group>;

struct Stall {
    std::string zone, goods;
    Counts::Group paid;
    std::map<std::int64_t, Counts::Group> by_feed;
    std::int64_t month = INT64_MIN, days_of_month = 0, days_before = 0;  ///< Days with a payment.

    void add_days(std::int64_t of_month, std::int64_t days) {
        if (of_month != month) days_before = active_days();
        days_of_month = of_month == month ? days_of_month | days : days;
        month = of_month;
    }
    std::int64_t active_days() const {
        return days_before + std::popcount(static_cast<std::uint64_t>(days_of_month));
    }
};

/// All that the statement says, gathered; the feeds' names come last.
struct Market {
    Groups zones, goods;  ///< By what the stalls are, not by whether they were paid.
    std::map<std::int64_t, Stall> stalls;
    std::map<std::int64_t, std::string> feeds;
};

Counts::Group& group(Groups& groups, const std::string& key) {
    auto& found = groups[key];
    if (found.key.empty()) found.key = key;
    return found;
}

VndSum operator+(VndSum a, VndSum b) { return sum_of_dong(a.dong() + b.dong()); }

void add(Counts::Group& into, std::int64_t transactions, VndSum amount) {
    into.transactions += transactions;
    into.amount = into.amount + amount;
}

void add_stall(const Rows& row, Counts& counts, Market& market) {
    auto& stall = market.stalls[row.integer(1)];
    stall.zone = row.text(2);
    stall.goods = row.text(3);
    const bool open = row.optional_integer(4) == static_cast<std::int64_t>(merchants::StallStatus::open);
    const bool registered = open && row.integer(5) != 0;
    counts.total_stalls += open ? 1 : 0;
    counts.registered += registered ? 1 : 0;
    counts.with_stand += registered && row.integer(8) != 0 ? 1 : 0;
    counts.first_payment += registered && row.integer(6) != 0 ? 1 : 0;
    counts.active_week += row.integer(7) != 0 ? 1 : 0;
    if (!open) return;
    ++group(market.zones, stall.zone).stalls;
    ++group(market.goods, stall.goods).stalls;
}

void add_payments(const Rows& row, Counts& counts, Market& market) {
    const auto transactions = row.integer(5);
    const auto amount = sum_of_dong(row.integer(6));
    if (static_cast<merchants::PointKind>(row.integer(2)) != merchants::PointKind::stall) {
        counts.collection_point_transactions += transactions;
        counts.collection_point_amount = counts.collection_point_amount + amount;
        return;
    }
    auto& stall = market.stalls[row.integer(1)];
    add(stall.paid, transactions, amount);
    add(stall.by_feed[row.integer(3)], transactions, amount);
    const auto day = row.integer(4);
    const auto month = row.integer(0) == month_part ? day : month_of_day(day);
    stall.add_days(month, row.integer(0) == month_part ? row.integer(7) : std::int64_t{1} << (day - month));
}

Market read_market(sqlite::Database& database, MarketId market, const Period& period, Counts& counts) {
    Market read;
    auto rows = database.query(stalls_and_payments, market, period.end_at, period.days.to, period.head.from,
                               period.head.to, period.months.from, period.months.to, period.tail.from);
    while (rows.next()) {
        const auto part = rows.integer(0);
        if (part == stall_part)
            add_stall(rows, counts, read);
        else if (part == feed_part)
            read.feeds[rows.integer(1)] = rows.text(2);
        else
            add_payments(rows, counts, read);
    }
    return read;
}

std::vector<Counts::Group> values(Groups&& groups) {
    std::vector<Counts::Group> list;
    for (auto& [key, one] : groups) list.push_back(std::move(one));
    return list;
}

void add_paid_stall(std::int64_t id, Stall& stall, Counts& counts, Market& market, Groups& providers) {
    ++counts.active;
    counts.active_stall_days += stall.active_days();
    counts.transactions += stall.paid.transactions;
    counts.amount = counts.amount + stall.paid.amount;
    for (auto* place : {&group(market.zones, stall.zone), &group(market.goods, stall.goods)}) {
        ++place->active;
        add(*place, stall.paid.transactions, stall.paid.amount);
    }
    for (const auto& [feed, part] : stall.by_feed) {
        auto& provider = group(providers, market.feeds[feed]);
        ++provider.stalls;
        ++provider.active;
        add(provider, part.transactions, part.amount);
    }
    stall.paid.key = StallId::from_value(static_cast<std::uint64_t>(id)).text();
    stall.paid.stalls = stall.paid.active = 1;
    counts.by_stall.push_back(std::move(stall.paid));
}

void count_stalls(sqlite::Database& database, MarketId id, const Period& period, Counts& counts) {
    auto market = read_market(database, id, period, counts);
    Groups providers;
    for (auto& [stall_id, stall] : market.stalls)
        if (stall.paid.transactions > 0) add_paid_stall(stall_id, stall, counts, market, providers);
    counts.by_zone = values(std::move(market.zones));
    counts.by_goods = values(std::move(market.goods));
    counts.by_provider = values(std::move(providers));
}

// ---- The market's own figures ----

// Amounts: of one day the index transfer_of_day has them in order, and the middle one is stepped to; of
// whole months market_amount has them; of other days they are counted in the index. No row of transfer is
// read, and memory follows from how many amounts there are, not how many payments. A closed day by itself
// says what was unmatched when it was closed; the list of what still is, is another question.
constexpr const char* figures_of_market = R"sql(
WITH RECURSIVE days(day) AS (SELECT ?2 UNION ALL SELECT day + 1 FROM days WHERE day < ?3)
SELECT 0, hour, transactions, amount FROM market_hour WHERE market = ?1 AND day BETWEEN ?2 AND ?3
UNION ALL
SELECT 1, (SELECT amount FROM transfer WHERE day = ?2 AND market = ?1 AND counted = 1 ORDER BY amount LIMIT 1
           OFFSET coalesce((SELECT (transactions - 1) / 2 FROM market_day WHERE market = ?1 AND day = ?2), 0)),
    1, NULL WHERE ?2 = ?3
UNION ALL
SELECT 1, amount, payments, NULL FROM market_amount WHERE market = ?1 AND month BETWEEN ?5 AND ?6
UNION ALL
SELECT 1, t.amount, count(*), NULL FROM days CROSS JOIN transfer t ON t.day = days.day
WHERE ?2 < ?3 AND (days.day <= ?4 OR days.day >= ?7) AND t.market = ?1 AND t.counted = 1 GROUP BY days.day, t.amount
UNION ALL
SELECT 2, NULL, count(*), NULL FROM days CROSS JOIN transfer t ON t.day = days.day
WHERE t.market = ?1 AND t.counted = -1
UNION ALL
SELECT 3, NULL, count(*), coalesce(sum(t.amount), 0) FROM market m CROSS JOIN transfer t
WHERE m.id = ?1 AND status = 1 AND trial = 0 AND
    counts_at >= ?8 + 60000 * cutoff_min AND counts_at < ?9 + 60000 * cutoff_min
UNION ALL
SELECT 3, NULL, unmatched, unmatched_amount FROM day_close WHERE ?2 = ?3 AND market = ?1 AND day = ?2)sql";
enum FigurePart : std::int64_t { hour_part, amount_part, taken_back_part, unmatched_part };

using Amounts = std::map<std::int64_t, std::int64_t>;  // How many payments were of which amount.

void add_figure(const Rows& row, Counts& counts, Amounts& amounts) {
    const auto count = row.integer(2);
    switch (row.integer(0)) {
        case hour_part: {
            const auto hour = static_cast<std::size_t>(row.integer(1));
            counts.by_hour.at(hour) += count;
            counts.amount_by_hour.at(hour) = counts.amount_by_hour.at(hour) + sum_of_dong(row.integer(3));
            break;
        }
        case amount_part:
            if (!row.null(1)) amounts[row.integer(1)] += count;
            break;
        case taken_back_part:
            counts.reversed = count;
            break;
        default:
            counts.unmatched = count;
            counts.unmatched_amount = sum_of_dong(row.integer(3));
    }
}

// Lower median: an amount that was paid.
std::optional<Vnd> median_of(const Amounts& amounts) {
    const auto payments = std::accumulate(amounts.begin(), amounts.end(), std::int64_t{0},
                                          [](auto sum, const auto& one) { return sum + one.second; });
    auto before = (payments - 1) / 2;
    for (const auto& [amount, count] : amounts)
        if (count > 0 && (before -= count) < 0) return Vnd::of(amount);
    return std::nullopt;
}

void count_figures(sqlite::Database& database, MarketId market, const Period& period, Counts& counts) {
    Amounts amounts;
    auto rows = database.query(figures_of_market, market, period.days.from, period.days.to, period.head.to,
                               period.months.from, period.months.to, period.tail.from, period.begin_at,
                               period.end_at);
    while (rows.next()) add_figure(rows, counts, amounts);
    counts.median_amount = median_of(amounts);
}

}  // namespace

Counts count_period(sqlite::Database& database, MarketId market, Day from, Day to) {
    Counts counts;
    const auto period = period_of(from, to);
    count_stalls(database, market, period, counts);
    count_figures(database, market, period, counts);
    return counts;
}

}  // namespace choqr::reports
