#include "reports/stall_rows.hpp"

namespace choqr::reports {
namespace {

using sqlite::Rows;

constexpr int first_of_account = 25;  // Columns of a stall before those of an account.

std::optional<merchants::Visit> visit_at(const Rows& row, int column) {
    if (row.null(column)) return std::nullopt;
    merchants::Visit visit{enum_at<merchants::VisitOutcome>(row, column), std::nullopt,
                           instant_at(row, column + 2)};
    if (!row.null(column + 1)) visit.reason = enum_at<merchants::RefusalReason>(row, column + 1);
    return visit;
}

merchants::Stall stall_at(const Rows& row) {
    merchants::Stall stall{
        id_at<StallId>(row, 0),
        id_at<MarketId>(row, 1),
        enum_at<merchants::PointKind>(row, 2),
        enum_at<merchants::StallStatus>(row, 3),
        row.text(4),
        row.text(5),
        row.text(6),
        merchants::StallCode::make(static_cast<std::uint32_t>(row.integer(7))),
        {},
        {},
        stand_at(row, 12),
        {enum_at<merchants::ConsentStatus>(row, 18), static_cast<std::uint32_t>(row.integer(19)),
         instant_at(row, 20), sequence_at(row, 21)},
        visit_at(row, 22)};
    if (!row.null(8))
        stall.vendor = merchants::Vendor{id_at<VendorId>(row, 8), enum_at<merchants::VendorKind>(row, 9),
                                         row.text(10), row.optional_text(11)};
    return stall;
}

merchants::Account account_at(const Rows& row, int column) {
    return {enum_at<merchants::AccountKind>(row, column), intact(Bin::parse(row.view(column + 1))),
            intact(AccountNumber::parse(row.view(column + 2))), row.text(column + 3)};
}

}  // namespace

std::string select_stalls(std::string_view which) {
    return "SELECT page.id, market, page.kind, status, code, zone, goods, transfer_code, vendor, "
           "vendor_kind, "
           "vendor_name, vendor_phone, stand_version, stand_since, stand_account_version, stand_printed, "
           "stand_bank, stand_handed_over, consent, consent_version, consent_since, consent_at, "
           "visit_outcome, visit_reason, visited_at, account.kind, bin, number, account.name "
           "FROM (SELECT * FROM stall " +
           std::string{which} +
           ") AS page LEFT JOIN account ON account.stall = page.id AND removed IS NULL "
           "ORDER BY aisle, page.id, rank";
}

std::vector<merchants::Stall> stalls_of(Rows rows) {
    std::vector<merchants::Stall> list;
    while (rows.next()) {
        if (list.empty() || list.back().id != id_at<StallId>(rows, 0)) list.push_back(stall_at(rows));
        if (!rows.null(first_of_account)) list.back().accounts.push_back(account_at(rows, first_of_account));
    }
    return list;
}

std::optional<merchants::Stall> only_stall(Rows rows) {
    auto list = stalls_of(std::move(rows));
    return list.empty() ? std::nullopt : std::optional{std::move(list.front())};
}

merchants::StandState stand_at(const Rows& row, int column) {
    const auto version = [&](int at) { return static_cast<std::uint32_t>(row.integer(at)); };
    return {version(column),     instant_at(row, column + 1), version(column + 2),
            version(column + 3), row.text(column + 4),        version(column + 5)};
}

}  // namespace choqr::reports
