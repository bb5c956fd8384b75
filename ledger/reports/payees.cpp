#include "reports/payees.hpp"

#include "reports/reader.hpp"
#include "reports/rows.hpp"

namespace choqr::reports {

template <>
inline constexpr auto last_of<PayeeChangeStatus> = PayeeChangeStatus::at_once;

namespace {

using sqlite::Database;
using sqlite::Rows;

constexpr std::string_view select_changes =
    "SELECT change.id, change.stall, stall.code, stall.market, market.name, change.status, "
    "change.proposed_at, change.reason, change.takes_effect_at, change.proposed_by, "
    "coalesce(token.role, person.role), coalesce(device.name, token.label, ''), person.id IS NOT NULL "
    "FROM payee_change AS change JOIN stall ON stall.id = change.stall JOIN market ON market.id = "
    "stall.market "
    "LEFT JOIN token ON token.id = change.proposed_by LEFT JOIN person ON person.id = change.proposed_by "
    "LEFT JOIN device ON device.id = change.proposed_by ";

WhoRow who_at(const Rows& row, int column) {
    if (row.null(column)) return {};
    const auto role =
        row.null(column + 1) ? std::nullopt : std::optional{enum_at<book::Role>(row, column + 1)};
    return {id_at<TokenId>(row, column), role, row.integer(column + 3) != 0, row.text(column + 2)};
}

PayeeChangeRow change_at(const Rows& row) {
    return {.id = id_at<PayeeChangeId>(row, 0),
            .stall = id_at<StallId>(row, 1),
            .stall_code = row.text(2),
            .market = id_at<MarketId>(row, 3),
            .market_name = row.text(4),
            .status = enum_at<PayeeChangeStatus>(row, 5),
            .proposed_by = who_at(row, 9),
            .proposed_at = instant_at(row, 6),
            .reason = row.text(7),
            .takes_effect_at = row.null(8) ? std::nullopt : std::optional{instant_at(row, 8)},
            .before = {},
            .after = {},
            .steps = {}};
}

PayeeStepRow step_at(const Rows& row) {
    return {row.integer(0) != 0, who_at(row, 4), instant_at(row, 1), optional_id_at<MarketId>(row, 2),
            row.text(3)};
}

void add_accounts(Database& database, PayeeChangeRow& change) {
    auto rows = database.query(
        "SELECT after, kind, bin, number, name FROM payee_account WHERE change = ?1 ORDER BY after, rank",
        change.id);
    while (rows.next())
        (rows.integer(0) != 0 ? change.after : change.before)
            .push_back({enum_at<merchants::AccountKind>(rows, 1), intact(Bin::parse(rows.view(2))),
                        intact(AccountNumber::parse(rows.view(3))), rows.text(4)});
}

std::vector<PayeeChangeRow> whole(Database& database, Rows rows) {
    auto changes = all<PayeeChangeRow>(std::move(rows), change_at);
    for (auto& change : changes) {
        add_accounts(database, change);
        change.steps = all<PayeeStepRow>(
            database.query("SELECT is_yes, at, step.market, reason, by, coalesce(token.role, person.role), "
                           "coalesce(device.name, token.label, ''), person.id IS NOT NULL "
                           "FROM payee_step AS step "
                           "LEFT JOIN token ON token.id = by LEFT JOIN person ON person.id = by "
                           "LEFT JOIN device ON device.id = by WHERE change = ?1 ORDER BY sequence",
                           change.id),
            step_at);
    }
    return changes;
}

}  // namespace

std::string_view name_of(PayeeChangeStatus status) {
    switch (status) {
        case PayeeChangeStatus::proposed:
            return "proposed";
        case PayeeChangeStatus::confirmed:
            return "confirmed";
        case PayeeChangeStatus::in_effect:
            return "in_effect";
        case PayeeChangeStatus::refused:
            return "refused";
        case PayeeChangeStatus::withdrawn:
            return "withdrawn";
        case PayeeChangeStatus::lapsed:
            return "lapsed";
        case PayeeChangeStatus::superseded:
            return "superseded";
        case PayeeChangeStatus::at_once:
            return "at_once";
    }
    return "";
}

Result<std::vector<PayeeChangeRow>> Payees::payee_changes(StallId stall, std::optional<PayeeChangeId> before,
                                                          std::size_t limit) const {
    return readers_.read([&](Database& database) {
        const auto below = before ? static_cast<std::int64_t>(before->value()) : INT64_MAX;
        return whole(database, database.query(join(select_changes,
                                                   "WHERE change.stall = ?1 AND change.id < "
                                                   "?2 ORDER BY change.id DESC LIMIT ?3"),
                                              stall, below, limit));
    });
}

Result<std::optional<PayeeChangeRow>> Payees::payee_change(StallId stall, PayeeChangeId id) const {
    return readers_.read([&](Database& database) -> std::optional<PayeeChangeRow> {
        auto found = whole(
            database,
            database.query(join(select_changes, "WHERE change.stall = ?1 AND change.id = ?2"), stall, id));
        return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
    });
}

Result<std::vector<PayeeChangeRow>> Payees::open_payee_changes(MarketId market,
                                                               std::optional<PayeeChangeId> after,
                                                               std::size_t limit) const {
    constexpr std::string_view concern_it =
        "WHERE change.status < 2 AND change.id > ?2 AND (stall.market = ?1 OR change.id IN ("
        "SELECT asked.change FROM payee_change AS other JOIN payee_account AS asked ON asked.change = "
        "other.id "
        "AND asked.after = 1 JOIN account ON account.number = asked.number COLLATE NOCASE "
        "AND account.bin = asked.bin AND account.removed IS NULL "
        "JOIN stall AS holder ON holder.id = account.stall AND holder.market = ?1 AND holder.status <> 2 "
        "WHERE other.status < 2)) ORDER BY change.id LIMIT ?3";
    return readers_.read([&](Database& database) {
        const auto above = after ? static_cast<std::int64_t>(after->value()) : -1;
        return whole(database, database.query(join(select_changes, concern_it), market, above, limit));
    });
}

std::vector<PayeeActivity> payee_activity_rows(Database& database, Instant since) {
    return all<PayeeActivity>(
        database.query("SELECT market.id, market.name, count(*), (SELECT count(*) FROM stall AS there "
                       "WHERE there.market = market.id AND there.status <> 2) FROM payee_change AS change "
                       "JOIN stall ON stall.id = change.stall JOIN market ON market.id = stall.market "
                       "WHERE change.proposed_at > ?1 AND change.status <> 7 GROUP BY market.id",
                       milliseconds_of(since)),
        [](const Rows& row) {
            return PayeeActivity{id_at<MarketId>(row, 0), row.text(1), row.integer(2), row.integer(3)};
        });
}

Result<std::vector<PayeeActivity>> Payees::payee_activity(Instant since) const {
    return readers_.read([&](Database& database) { return payee_activity_rows(database, since); });
}

Result<std::int64_t> Payees::holders_elsewhere(MarketId market, const merchants::Account& account) const {
    return readers_.read([&](Database& database) {
        auto rows = database.query(
            "SELECT count(*) FROM account JOIN stall ON stall.id = account.stall WHERE number = ?2 COLLATE "
            "NOCASE AND bin = ?3 AND removed IS NULL AND stall.status <> 2 AND market <> ?1",
            market, std::string_view{account.number.text()}, account.bin.text());
        return rows.next() ? rows.integer(0) : 0;
    });
}

Result<std::optional<std::vector<merchants::Account>>> Payees::accounts_before(MarketId market,
                                                                               const std::string& number,
                                                                               Instant now) const {
    using Accounts = std::optional<std::vector<merchants::Account>>;
    return readers_.read([&](Database& database) -> Accounts {
        auto before = database.query(
            "SELECT stall.id, consent FROM stall JOIN stall_status AS closed ON closed.stall = stall.id "
            "AND closed.status = 2 WHERE market = ?1 AND code = ?2 AND stall.status = 2 AND at >= ?3 "
            "AND (stand_version > 0 OR follows) ORDER BY stand_version > 0 DESC, sequence DESC LIMIT 1",
            market, std::string_view{number}, milliseconds_of(now - book::closed_codes_kept));
        if (!before.next()) return std::nullopt;
        if (enum_at<merchants::ConsentStatus>(before, 1) == merchants::ConsentStatus::withdrawn)
            return Accounts{std::in_place};
        auto rows = database.query(
            "SELECT kind, bin, number, name FROM account WHERE stall = ?1 AND removed IS NULL ORDER BY rank",
            id_at<StallId>(before, 0));
        return all<merchants::Account>(std::move(rows), [](const Rows& row) {
            return merchants::Account{enum_at<merchants::AccountKind>(row, 0),
                                      intact(Bin::parse(row.view(1))),
                                      intact(AccountNumber::parse(row.view(2))), row.text(3)};
        });
    });
}

Result<std::vector<StallId>> Payees::successors(MarketId market) const {
    return readers_.read([&](Database& database) {
        return all<StallId>(
            database.query("SELECT id FROM stall WHERE market = ?1 AND status <> 2 AND follows ORDER BY id",
                           market),
            [](const Rows& row) { return id_at<StallId>(row, 0); });
    });
}

}  // namespace choqr::reports
