#include "reports/days.hpp"

#include "reports/counts.hpp"
#include "reports/market_money.hpp"
#include "reports/reader.hpp"
#include "reports/rows.hpp"

namespace choqr::reports {
namespace {

using sqlite::Database;
using sqlite::Rows;
using sqlite::Transaction;

constexpr const char* closes_of_period =
    "SELECT day, sequence, at, total_stalls, registered, active, transactions, amount, unmatched, "
    "unmatched_amount, point_transactions, point_amount, root FROM day_close "
    "WHERE market = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day";

DayClose close_at(const Rows& row) {
    return {day_at(row, 0),
            sequence_at(row, 1),
            instant_at(row, 2),
            {row.integer(3), row.integer(4), row.integer(5), row.integer(6), sum_of_dong(row.integer(7)),
             row.integer(8), sum_of_dong(row.integer(9)), row.integer(10), sum_of_dong(row.integer(11))},
            intact(Hash::from_bytes(row.view(12)))};
}

std::vector<DayClose> closes_of(Database& database, MarketId market, Day from, Day to) {
    return all<DayClose>(database.query(closes_of_period, market, day_number(from), day_number(to)),
                         close_at);
}

constexpr const char* adjustments_of_period =
    "SELECT sequence, at, adjustment.day, transfer, adjustment.stall, point, transactions, "
    "adjustment.amount, since IS NOT NULL FROM adjustment LEFT JOIN transfer ON transfer.id = "
    "adjustment.transfer "
    "WHERE adjustment.market = ?1 AND adjustment.day BETWEEN ?2 AND ?3 ORDER BY sequence";

Adjustment adjustment_at(const Rows& row) {
    return {sequence_at(row, 0),    instant_at(row, 1),  day_at(row, 2), id_at<TransferId>(row, 3),
            id_at<StallId>(row, 4), row.integer(5) != 0, row.integer(6), row.integer(7),
            row.integer(8) != 0};
}

std::vector<Adjustment> adjustments_of(Database& database, MarketId market, Day from, Day to) {
    return all<Adjustment>(database.query(adjustments_of_period, market, day_number(from), day_number(to)),
                           adjustment_at);
}

book::DayTotals totals_of(const Counts& counts) {
    return {counts.total_stalls,
            counts.registered,
            counts.active,
            counts.transactions,
            counts.amount,
            counts.unmatched,
            counts.unmatched_amount,
            counts.collection_point_transactions,
            counts.collection_point_amount};
}

}  // namespace

Result<MarketReport> Days::market_report(MarketId market, Day from, Day to) const {
    return readers_.read([&](Database& database) {
        const Transaction moment{database, Transaction::Kind::read};
        MarketReport report{count_period(database, market, from, to),
                            {},
                            closes_of(database, market, from, to),
                            adjustments_of(database, market, from, to)};
        report.facts =
            period_facts(database, breakdowns_, market, from, to, report.counts, report.adjustments);
        return report;
    });
}

Result<Counts> Days::counts(MarketId market, Day from, Day to) const {
    return readers_.read([&](Database& database) {
        const Transaction moment{database, Transaction::Kind::read};
        return count_period(database, market, from, to);
    });
}

Result<std::optional<CountedDay>> Days::day_totals(MarketId market, Day day) const {
    using Found = std::optional<CountedDay>;
    return readers_.read([&](Database& database) -> Found {
        const Transaction moment{database, Transaction::Kind::read};
        auto position = database.query(
            "SELECT position FROM progress WHERE EXISTS(SELECT 1 FROM market WHERE id = ?1)", market);
        if (!position.next()) return std::nullopt;
        return CountedDay{totals_of(count_period(database, market, day, day)), sequence_at(position, 0)};
    });
}

Result<std::vector<DayClose>> Days::day_closes(MarketId market, Day from, Day to) const {
    return readers_.read([&](Database& database) { return closes_of(database, market, from, to); });
}

Result<std::vector<Adjustment>> Days::adjustments(MarketId market, Day from, Day to) const {
    return readers_.read([&](Database& database) { return adjustments_of(database, market, from, to); });
}

}  // namespace choqr::reports
