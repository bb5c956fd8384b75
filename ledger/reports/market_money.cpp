#include "reports/market_money.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>

#include "reports/rows.hpp"

namespace choqr::reports {
namespace {

using sqlite::Database;
using sqlite::Rows;
using statistics::Change;
using statistics::ClosedMoney;
using statistics::DayMoney;
using statistics::PeriodFacts;
using statistics::Pool;

// ---- One day, as it was recorded ----

struct Ordered {
    std::int64_t sequence;
    Change change;
};

// From the index transfer_of_day alone, and what stood at a stall of the market for a while.
constexpr const char* payments_of_day =
    "SELECT id, stall, amount, since, ended, counted FROM transfer "
    "WHERE day = ?1 AND market = ?2 AND counted IN (1, -1) "
    "UNION ALL SELECT transfer, stall, amount, since, ended, -1 FROM moved WHERE day = ?1 AND market = ?2";

// What was taken back before it counted (ended = id) never counted.
void add_changes(const Rows& row, std::vector<Ordered>& changes) {
    Change change{id_at<TransferId>(row, 0), id_at<StallId>(row, 1), row.integer(2), false, !row.null(3)};
    const bool still_counted = row.integer(5) == 1;
    const auto since = row.null(3) ? row.integer(0) : row.integer(3);
    if (still_counted || row.integer(4) > since) changes.push_back({since, change});
    if (still_counted || row.integer(4) <= since) return;
    change.taken_back = true;
    changes.push_back({row.integer(4), change});
}

/// What counted on the day until it was closed, or until now.
DayMoney read_day(Database& database, MarketId market, std::int64_t day) {
    std::vector<Ordered> changes;
    auto rows = database.query(payments_of_day, day, market);
    while (rows.next()) add_changes(rows, changes);
    // One event may take a payment from a stall and give it to another: in this order.
    std::ranges::sort(changes, {}, [](const Ordered& one) {
        return std::pair{one.sequence, !one.change.taken_back};
    });
    DayMoney money;
    for (const auto& [sequence, change] : changes) money.add(change);
    return money;
}

// ---- Closing and sealing ----

ClosedMoney closed_at(const Rows& row, int column) {
    const auto backing = [&](int at) {
        return statistics::Backing{row.integer(at), row.integer(at + 1), row.integer(at + 2)};
    };
    return {row.integer(column), row.integer(column + 1), backing(column + 2), backing(column + 5)};
}

void keep_day(Database& database, MarketId market, std::int64_t day) {
    const auto money = read_day(database, market, day).closed();
    database.run("INSERT INTO day_money VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", market, day,
                 money.transactions, money.dong, money.rest.stalls, money.rest.largest, money.rest.total,
                 money.whole.stalls, money.whole.largest, money.whole.total);
}

struct Period {
    std::int64_t from, to;  ///< Days, both inclusive.
    friend bool operator<(const Period& a, const Period& b) {
        return std::pair{a.from, a.to} < std::pair{b.from, b.to};
    }
};

Period month_of(std::int64_t day) {
    const auto date = day_of(day);
    const auto month = date.year() / date.month();
    return {day_number(Day{month / 1}), day_number(Day{std::chrono::sys_days{month / std::chrono::last}})};
}

Period year_of(std::int64_t day) {
    const auto year = day_of(day).year();
    return {day_number(year / 1 / 1), day_number(year / 12 / 31)};
}

bool is_sealed(Database& database, MarketId market, const Period& period) {
    return database
        .query("SELECT 1 FROM sealed_period WHERE market = ?1 AND first_day = ?2 AND last_day = ?3", market,
               period.from, period.to)
        .next();
}

/// The closed days of the period whose own totals are withheld.
std::vector<std::int64_t> withheld_days(Database& database, MarketId market, const Period& period) {
    std::vector<std::int64_t> days;
    auto rows = database.query(
        "SELECT transactions, dong, rest_stalls, rest_largest, rest_total, whole_stalls, whole_largest, "
        "whole_total, day FROM day_money WHERE market = ?1 AND day BETWEEN ?2 AND ?3 AND transactions > 0 "
        "AND "
        "EXISTS(SELECT 1 FROM market_day WHERE market_day.market = ?1 AND market_day.day = day_money.day AND "
        "sealed = 1)",
        market, period.from, period.to);
    while (rows.next())
        if (withheld(closed_at(rows, 0))) days.push_back(rows.integer(8));
    return days;
}

void seal(Database& database, MarketId market, const Period& period,
          const std::vector<std::int64_t>& pooled) {
    std::vector<DayMoney> days;
    days.reserve(pooled.size());
    for (const auto day : pooled) days.push_back(read_day(database, market, day));
    const auto money = DayMoney::closed_in_one_sum(days);
    database.run("INSERT INTO sealed_period VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)", market,
                 period.from, period.to, money.transactions, money.dong, money.rest.stalls,
                 money.rest.largest, money.rest.total, money.whole.stalls, money.whole.largest,
                 money.whole.total);
}

void seal_month(Database& database, MarketId market, const Period& month) {
    database.run("UPDATE market_day SET sealed = 1 WHERE market = ?1 AND day BETWEEN ?2 AND ?3", market,
                 month.from, month.to);
    seal(database, market, month, withheld_days(database, market, month));
}

/// Months that are over, have payments, and are not sealed; true: none of their days is open.
std::map<Period, bool> months_to_seal(Database& database, MarketId market, std::int64_t today) {
    std::map<Period, bool> months;
    auto rows = database.query(
        "SELECT day, EXISTS(SELECT 1 FROM day_money WHERE day_money.market = ?1 AND day_money.day = "
        "market_day.day) FROM market_day WHERE market = ?1 AND sealed = 0 AND transactions > 0 AND day < ?2",
        market, month_of(today).from);
    while (rows.next()) {
        auto& all_closed = months.emplace(month_of(rows.integer(0)), true).first->second;
        all_closed = all_closed && rows.integer(1) != 0;
    }
    std::erase_if(months, [&](const auto& month) {
        return is_sealed(database, market, month.first) ||
               is_sealed(database, market, year_of(month.first.from));
    });
    return months;
}

/// Months and years.
std::vector<Pool> sealed_periods(Database& database, MarketId market, const Period& within) {
    std::vector<Pool> periods;
    auto rows = database.query(
        "SELECT transactions, dong, rest_stalls, rest_largest, rest_total, whole_stalls, whole_largest, "
        "whole_total, first_day, last_day FROM sealed_period WHERE market = ?1 AND first_day <= ?3 AND "
        "last_day "
        ">= ?2 ORDER BY first_day, last_day",
        market, within.from, within.to);
    while (rows.next())
        periods.push_back({day_of(rows.integer(8)), day_of(rows.integer(9)), closed_at(rows, 0)});
    return periods;
}

bool is_month(const Pool& period) { return period.from.month() == period.to.month(); }

void seal_year(Database& database, MarketId market, const Period& year) {
    std::vector<std::int64_t> pooled;
    for (const auto& month : sealed_periods(database, market, year)) {
        if (!withheld(month.money)) continue;
        const auto days = withheld_days(database, market, {day_number(month.from), day_number(month.to)});
        pooled.insert(pooled.end(), days.begin(), days.end());
    }
    seal(database, market, year, pooled);
}

/// Whether a month of it has payments and is not sealed.
bool has_open_month(Database& database, MarketId market, const Period& year) {
    std::set<Period> months;
    auto rows = database.query(
        "SELECT day FROM market_day WHERE market = ?1 AND day BETWEEN ?2 AND ?3 AND sealed = 0 AND "
        "transactions "
        "> 0",
        market, year.from, year.to);
    while (rows.next()) months.insert(month_of(rows.integer(0)));
    return std::ranges::any_of(months,
                               [&](const Period& month) { return !is_sealed(database, market, month); });
}

void seal_year_if_over(Database& database, MarketId market, const Period& year, std::int64_t today) {
    if (year.to >= today || is_sealed(database, market, year)) return;
    if (sealed_periods(database, market, year).empty() || has_open_month(database, market, year)) return;
    seal_year(database, market, year);
}

std::chrono::minutes cutoff_of(Database& database, MarketId market) {
    auto rows = database.query("SELECT cutoff_min FROM market WHERE id = ?1", market);
    return std::chrono::minutes{rows.next() ? rows.integer(0) : 0};
}

// ---- Reading ----

// The days on which anything counted, and the months and years that were sealed.
constexpr const char* days_and_sealed_periods = R"sql(
SELECT 0, m.day, m.day, m.transactions, m.amount, m.sealed, d.day IS NOT NULL, d.transactions, d.dong,
    d.rest_stalls, d.rest_largest, d.rest_total, d.whole_stalls, d.whole_largest, d.whole_total
FROM market_day m LEFT JOIN day_money d ON d.market = m.market AND d.day = m.day
WHERE m.market = ?1 AND m.day BETWEEN ?2 AND ?3
UNION ALL
SELECT 1, first_day, last_day, NULL, NULL, NULL, 1, transactions, dong,
    rest_stalls, rest_largest, rest_total, whole_stalls, whole_largest, whole_total
FROM sealed_period WHERE market = ?1 AND first_day <= ?3 AND last_day >= ?2
ORDER BY 1, 2, 3)sql";

void add_fact(const Rows& row, PeriodFacts& facts) {
    if (row.integer(0) == 1) {
        const Pool sealed{day_at(row, 1), day_at(row, 2), closed_at(row, 7)};
        (is_month(sealed) ? facts.months : facts.years).push_back(sealed);
        return;
    }
    statistics::DayFacts day{day_at(row, 1), row.integer(3), row.integer(4)};
    day.after_seal = row.integer(5) == 0;  // Of those that no month holds: see period_facts().
    if (row.integer(6) != 0) day.closed = closed_at(row, 7);
    facts.days.push_back(day);
}

statistics::LateFacts late_facts(const std::vector<Adjustment>& adjustments) {
    statistics::LateFacts facts;
    std::map<Day, DayMoney> days;
    for (const auto& one : adjustments) {
        if (one.at_collection_point) continue;
        facts.transactions += one.transactions;
        facts.dong += one.amount;
        days[one.day].add(
            {one.transfer, one.stall, std::abs(one.amount), one.transactions < 0, one.was_unmatched});
    }
    for (const auto& [day, money] : days) {
        const auto told = money.told_without_closing();
        facts.told.any = facts.told.any || told.any;
        facts.told.dong += told.dong;
        facts.told.waiting += told.waiting;
    }
    return facts;
}

// ---- A sealed month, payment by payment ----

/// Where each stall stood, and what it sold, since when.
class Words {
public:
    Words(Database& database, MarketId market) {
        auto rows = database.query(
            "SELECT w.stall, w.sequence, w.zone, w.goods FROM stall s JOIN stall_words w ON w.stall = s.id "
            "WHERE s.market = ?1 ORDER BY w.stall, w.sequence",
            market);
        while (rows.next())
            stalls_[id_at<StallId>(rows, 0)].push_back({rows.integer(1), rows.text(2), rows.text(3)});
    }
    struct Word {
        std::int64_t since;
        std::string zone, goods;
    };
    const Word& at(StallId stall, std::int64_t sequence) const {
        const auto& words = stalls_.at(stall);
        const auto after = std::ranges::upper_bound(words, sequence, {}, &Word::since);
        return after == words.begin() ? *after : *std::prev(after);
    }

private:
    std::unordered_map<StallId, std::vector<Word>> stalls_;
};

class MonthReader {
public:
    MonthReader(Database& database, MarketId market)
        : database_{database}, market_{market}, words_{database, market} {}

    void add(std::int64_t day, bool pooled) {
        const auto money = read_day(database_, market_, day);
        const auto first = next_figures_;
        next_figures_ += static_cast<std::uint32_t>(money.steps_told()) + 1;
        const auto rest = pooled ? pool_figures : next_figures_ - 1;
        for (const auto step : money.unclean_steps()) {
            month_.unclean.insert(first + static_cast<std::uint32_t>(step));
            month_.unclean.insert(rest);
        }
        const auto places = places_of(day);
        for (const auto& one : money.counted()) {
            const auto figures =
                one.step < money.steps_told() ? first + static_cast<std::uint32_t>(one.step) : rest;
            month_.payments.push_back(
                {one.stall, one.dong, one.seen, figures, places.at(one.payment.value())});
        }
    }
    statistics::MonthMoney take() {
        for (std::size_t table = 0; table < statistics::tables_max; ++table) {
            month_.keys[table].resize(numbers_[table].size());
            for (const auto& [key, number] : numbers_[table]) month_.keys[table][number] = key;
        }
        return std::move(month_);
    }

private:
    using Cells = std::array<std::uint16_t, statistics::tables_max>;
    static constexpr std::uint32_t pool_figures = 0;

    std::unordered_map<std::uint64_t, Cells> places_of(std::int64_t day) {
        std::unordered_map<std::uint64_t, Cells> places;
        auto rows = database_.query(
            "SELECT id, stall, coalesce(since, id), (SELECT name FROM feed WHERE feed.id = feed), counts_at "
            "FROM "
            "transfer WHERE day = ?1 AND market = ?2 AND counted = 1",
            day, market_);
        while (rows.next()) {
            const auto& word = words_.at(id_at<StallId>(rows, 1), rows.integer(2));
            const auto hour = vietnam_hour(Instant{std::chrono::milliseconds{rows.integer(4)}});
            places[static_cast<std::uint64_t>(rows.integer(0))] = {
                number(0, word.zone), number(1, word.goods), number(2, rows.text(3)),
                number(3, std::to_string(hour))};
        }
        return places;
    }
    std::uint16_t number(std::size_t table, const std::string& key) {
        auto& numbers = numbers_[table];
        return numbers.emplace(key, static_cast<std::uint16_t>(numbers.size())).first->second;
    }

    Database& database_;
    MarketId market_;
    Words words_;
    std::uint32_t next_figures_ = 1;
    statistics::MonthMoney month_;
    std::array<std::map<std::string, std::uint16_t>, statistics::tables_max> numbers_;
};

/// Nothing unless the month is sealed and its money told.
Breakdowns::Shared breakdown_of(Database& database, Breakdowns& breakdowns, MarketId market,
                                const PeriodFacts& facts) {
    if (facts.months.size() != 1 || facts.months[0].from != facts.from || facts.months[0].to != facts.to)
        return nullptr;
    const auto& pool = facts.months[0].money;
    if (pool.transactions > 0 && withheld(pool)) return nullptr;
    if (auto found = breakdowns.find(market, facts.from)) return found;
    MonthReader reader{database, market};
    for (const auto& day : facts.days)
        if (day.closed && !day.after_seal) reader.add(day_number(day.day), withheld(*day.closed).has_value());
    auto made = std::make_shared<const statistics::Breakdown>(break_down(reader.take()));
    breakdowns.keep(market, facts.from, made);
    return made;
}

}  // namespace

void keep_closing(Database& database, MarketId market, Day day, Instant closed_at) {
    keep_day(database, market, day_number(day));
    const auto today = day_number(business_day(closed_at, cutoff_of(database, market)));
    std::set<Period> years{year_of(year_of(today).from - 1)};
    for (const auto& [month, all_closed] : months_to_seal(database, market, today)) {
        if (all_closed) seal_month(database, market, month);
        years.insert(year_of(month.from));
    }
    for (const auto& year : years) seal_year_if_over(database, market, year, today);
}

Breakdowns::Shared Breakdowns::find(MarketId market, Day month) const {
    const std::lock_guard lock{mutex_};
    const auto found = months_.find({market, month});
    return found == months_.end() ? nullptr : found->second;
}

void Breakdowns::keep(MarketId market, Day month, Shared breakdown) {
    const std::lock_guard lock{mutex_};
    if (months_.size() >= months_max) months_.clear();
    months_[{market, month}] = std::move(breakdown);
}

PeriodFacts period_facts(Database& database, Breakdowns& breakdowns, MarketId market, Day from, Day to,
                         const Counts& counts, const std::vector<Adjustment>& adjustments) {
    const Period period{day_number(from), day_number(to)};
    PeriodFacts facts{from, to, {}, {}, {}, {}, 0, nullptr};
    for (auto rows = database.query(days_and_sealed_periods, market, period.from, period.to); rows.next();)
        add_fact(rows, facts);
    for (auto& day : facts.days) {
        const auto holds = [&day](const Pool& sealed) {
            return sealed.from <= day.day && day.day <= sealed.to;
        };
        day.after_seal = day.after_seal && (std::ranges::any_of(facts.months, holds) ||
                                            std::ranges::any_of(facts.years, holds));
        if (!day.closed && from == to) day.told = read_day(database, market, period.from).told();
    }
    facts.late = late_facts(adjustments);
    for (const auto& stall : counts.by_stall)
        facts.busiest_stall = std::max(facts.busiest_stall, stall.transactions);
    facts.breakdown = breakdown_of(database, breakdowns, market, facts);
    return facts;
}

}  // namespace choqr::reports
