#include "reports/tokens.hpp"

#include "reports/reader.hpp"
#include "reports/rows.hpp"

namespace choqr::reports {
namespace {

TokenRow token_at(const sqlite::Rows& row) {
    return {id_at<TokenId>(row, 0),
            enum_at<book::Role>(row, 1),
            optional_id_at<MarketId>(row, 2),
            optional_id_at<StallId>(row, 3),
            row.null(4) ? std::nullopt : FeedId::parse(row.view(4)),
            row.text(5),
            row.integer(6) != 0};
}

DeviceRow device_at(const sqlite::Rows& row) {
    return {id_at<TokenId>(row, 0), enum_at<book::Role>(row, 1), row.text(2), instant_at(row, 3),
            id_at<TokenId>(row, 4), enum_at<book::Role>(row, 5), row.text(6), row.integer(7) != 0};
}

}  // namespace

Result<std::vector<TokenRow>> Tokens::tokens() const {
    return readers_.read([](sqlite::Database& database) {
        return all<TokenRow>(
            database.query("SELECT id, role, market, stall, feed, label, revoked FROM token ORDER BY id"),
            token_at);
    });
}

Result<std::vector<DeviceRow>> Tokens::devices(StallId stall, Revoked revoked) const {
    return readers_.read([stall, revoked](sqlite::Database& database) {
        return all<DeviceRow>(
            database.query(
                "SELECT device.id, token.role, device.name, device.paired_at, device.paired_by, "
                "coalesce(host.role, person.role), coalesce(host_device.name, host.label, ''), token.revoked "
                "FROM device JOIN token ON token.id = device.id "
                "LEFT JOIN token AS host ON host.id = device.paired_by "
                "LEFT JOIN person ON person.id = device.paired_by "
                "LEFT JOIN device AS host_device ON host_device.id = device.paired_by "
                "WHERE device.stall = ?1 AND token.revoked <= ?2 ORDER BY device.id",
                stall, revoked),
            device_at);
    });
}

}  // namespace choqr::reports
