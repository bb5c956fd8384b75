#include "reports/sales.hpp"

#include "reports/reader.hpp"
#include "reports/rows.hpp"

namespace choqr::reports {
namespace {

using book::TransferStatus;
using sqlite::Database;
using sqlite::Rows;

// As merchants::landed_at() has it: on an account that the stall has, or gave up within the time for which
// its market watches; where a sub-account was told that is somebody's, on that alone.
constexpr const char* unclaimed_of_stall = R"sql(
SELECT t.id, t.amount, t.booked_at, t.debtor_tail
FROM stall s JOIN market m ON m.id = s.market JOIN account a ON a.stall = s.id
JOIN unclaimed u ON u.number = a.number AND (u.bin IS NULL OR u.bin = a.bin) JOIN transfer t ON t.id = u.transfer
WHERE s.id = ?1 AND s.status <> 2 AND (a.removed IS NULL OR a.removed_at >= ?2 - 86400000 * m.watch_days)
AND t.counts_at >= ?3 AND (u.sub IS NULL OR NOT EXISTS(
    SELECT 1 FROM account other WHERE other.number = u.sub COLLATE NOCASE AND other.removed IS NULL))
GROUP BY t.id ORDER BY t.id DESC LIMIT ?4)sql";

constexpr const char* spent_of_stall = R"sql(
SELECT t.id, t.amount, t.booked_at, t.debtor_tail
FROM account a JOIN spent u ON u.number = a.number AND (u.bin IS NULL OR u.bin = a.bin)
JOIN transfer t ON t.id = u.transfer
WHERE a.stall = ?1 AND a.removed IS NULL AND t.counts_at >= ?2
AND NOT EXISTS(SELECT 1 FROM refund r WHERE r.outgoing = t.id)
GROUP BY t.id ORDER BY t.id DESC LIMIT ?3)sql";

constexpr const char* disputes_of_market = R"sql(
SELECT c.transfer, c.stall, s.market, s.code, c.at, c.waits FROM claim c JOIN stall s ON s.id = c.stall
WHERE c.transfer IN (SELECT w.transfer FROM claim w WHERE w.waits = 1 AND w.transfer > ?2 AND EXISTS(
    SELECT 1 FROM claim o JOIN stall so ON so.id = o.stall WHERE o.transfer = w.transfer AND so.market = ?1)
    GROUP BY w.transfer ORDER BY w.transfer LIMIT ?3)
ORDER BY c.transfer, c.sequence)sql";

// A payment is what came to the stall, was not taken back and is no trial: also what came after its day was
// closed. What went back counts with what it went back for, and of what is no sale nothing is subtracted
// twice.
constexpr const char* figures_of_day = R"sql(
WITH payment AS (SELECT t.id, t.amount, a.reason IS NOT NULL AS is_aside
    FROM transfer t LEFT JOIN set_aside a ON a.transfer = t.id AND a.stall = t.stall
    WHERE t.day = ?2 AND t.market = (SELECT market FROM stall WHERE id = ?1) AND t.stall = ?1
    AND t.status IN (?3, ?4) AND t.trial = 0)
SELECT count(*), coalesce(sum(amount), 0), coalesce(sum(is_aside), 0), coalesce(sum(amount * is_aside), 0),
    (SELECT count(*) FROM payment p JOIN refund r ON r.incoming = p.id AND r.stall = ?1 WHERE NOT p.is_aside),
    (SELECT coalesce(sum(r.amount), 0) FROM payment p JOIN refund r ON r.incoming = p.id AND r.stall = ?1
        WHERE NOT p.is_aside)
FROM payment)sql";

constexpr const char* aside_on_day = R"sql(
SELECT a.transfer, a.reason FROM transfer t JOIN set_aside a ON a.transfer = t.id AND a.stall = t.stall
WHERE t.day = ?2 AND t.market = (SELECT market FROM stall WHERE id = ?1) AND t.stall = ?1
ORDER BY t.id LIMIT ?3)sql";
constexpr const char* refunds_on_day = R"sql(
SELECT r.incoming, r.outgoing, r.amount, r.to_sender
FROM transfer t JOIN refund r ON r.incoming = t.id AND r.stall = t.stall
WHERE t.day = ?2 AND t.market = (SELECT market FROM stall WHERE id = ?1) AND t.stall = ?1
ORDER BY r.outgoing LIMIT ?3)sql";

ClaimRow claim_at(const Rows& row, int column) {
    return {id_at<StallId>(row, column), id_at<MarketId>(row, column + 1), row.text(column + 2),
            instant_at(row, column + 3), row.integer(column + 4) != 0};
}

CountAndSum figure_at(const Rows& row, int column) {
    return {row.integer(column), sum_of_dong(row.integer(column + 1))};
}

RefundRow refund_at(const Rows& row) {
    return {id_at<TransferId>(row, 0), id_at<TransferId>(row, 1), Vnd::of(row.integer(2)),
            row.null(3) ? std::nullopt : std::optional{row.integer(3) != 0}};
}

SetAsideRow aside_at(const Rows& row) {
    return {id_at<TransferId>(row, 0), enum_at<book::AsideReason>(row, 1)};
}

CashRow cash_at(const Rows& row) { return {day_at(row, 0), Vnd::of(row.integer(1)), instant_at(row, 2)}; }

std::vector<CashRow> cash_rows(Database& database, StallId stall, Day from, Day to) {
    return all<CashRow>(
        database.query(
            "SELECT day, amount, at FROM cash WHERE stall = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day", stall,
            day_number(from), day_number(to)),
        cash_at);
}

}  // namespace

Result<std::vector<UnclaimedRow>> Sales::unclaimed(StallId stall, Instant now, std::size_t limit) const {
    return readers_.read([&](Database& database) {
        const auto since = milliseconds_of(now - book::ClaimTransfer::claimable_for);
        return all<UnclaimedRow>(
            database.query(unclaimed_of_stall, stall, milliseconds_of(now), since, limit),
            [](const Rows& row) {
                return UnclaimedRow{id_at<TransferId>(row, 0), Vnd::of(row.integer(1)), instant_at(row, 2),
                                    row.text(3)};
            });
    });
}

Result<std::vector<SpentRow>> Sales::spent(StallId stall, Instant now, std::size_t limit) const {
    return readers_.read([&](Database& database) {
        const auto since = milliseconds_of(now - book::sales_open_for);
        return all<SpentRow>(database.query(spent_of_stall, stall, since, limit), [](const Rows& row) {
            return SpentRow{id_at<TransferId>(row, 0), Vnd::of(row.integer(1)), instant_at(row, 2),
                            row.text(3)};
        });
    });
}

Result<std::vector<DisputeRow>> Sales::disputes(MarketId market, std::optional<TransferId> after,
                                                std::size_t limit) const {
    return readers_.read([&](Database& database) {
        const auto least = after ? static_cast<std::int64_t>(after->value()) : -1;
        std::vector<DisputeRow> disputes;
        auto rows = database.query(disputes_of_market, market, least, limit);
        while (rows.next()) {
            const auto transfer = id_at<TransferId>(rows, 0);
            if (disputes.empty() || disputes.back().transfer != transfer) disputes.push_back({transfer, {}});
            disputes.back().claims.push_back(claim_at(rows, 1));
        }
        return disputes;
    });
}

Result<std::vector<ClaimRow>> Sales::claims(TransferId transfer) const {
    return readers_.read([&](Database& database) {
        return all<ClaimRow>(
            database.query(
                "SELECT c.stall, s.market, s.code, c.at, c.waits FROM claim c JOIN stall s ON s.id = "
                "c.stall WHERE c.transfer = ?1 ORDER BY c.sequence",
                transfer),
            [](const Rows& row) { return claim_at(row, 0); });
    });
}

Result<std::optional<book::AsideReason>> Sales::set_aside(TransferId transfer, StallId stall) const {
    return readers_.read([&](Database& database) {
        return first(database.query("SELECT reason FROM set_aside WHERE transfer = ?1 AND stall = ?2",
                                    transfer, stall),
                     [](const Rows& row) { return enum_at<book::AsideReason>(row, 0); });
    });
}

Result<std::optional<RefundRow>> Sales::refund(TransferId outgoing) const {
    return readers_.read([&](Database& database) {
        return first(
            database.query("SELECT incoming, outgoing, amount, to_sender FROM refund WHERE outgoing = ?1",
                           outgoing),
            refund_at);
    });
}

Result<std::vector<SetAsideRow>> Sales::all_set_aside(StallId stall) const {
    return readers_.read([&](Database& database) {
        return all<SetAsideRow>(
            database.query("SELECT transfer, reason FROM set_aside WHERE stall = ?1 ORDER BY transfer",
                           stall),
            aside_at);
    });
}

Result<std::vector<RefundRow>> Sales::all_refunds(StallId stall) const {
    return readers_.read([&](Database& database) {
        return all<RefundRow>(
            database.query("SELECT incoming, outgoing, amount, to_sender FROM refund WHERE stall = ?1 "
                           "ORDER BY outgoing",
                           stall),
            refund_at);
    });
}

Result<std::vector<CashRow>> Sales::cash(StallId stall, Day from, Day to) const {
    return readers_.read([&](Database& database) { return cash_rows(database, stall, from, to); });
}

Result<OwnDay> Sales::own_day(StallId stall, Day day) const {
    return readers_.read([&](Database& database) {
        OwnDay figures;
        {
            auto rows = database.query(figures_of_day, stall, day_number(day), TransferStatus::matched,
                                       TransferStatus::assigned);
            rows.next();
            figures.received = figure_at(rows, 0);
            figures.set_aside = figure_at(rows, 2);
            figures.refunds = figure_at(rows, 4);
        }
        const auto cash = cash_rows(database, stall, day, day);
        if (!cash.empty()) figures.cash = cash.front();
        const auto number = day_number(day);
        figures.all_aside =
            all<SetAsideRow>(database.query(aside_on_day, stall, number, OwnDay::said_most), aside_at);
        figures.all_refunds =
            all<RefundRow>(database.query(refunds_on_day, stall, number, OwnDay::said_most), refund_at);
        return figures;
    });
}

}  // namespace choqr::reports
