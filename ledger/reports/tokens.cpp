#include "reports/tokens.hpp"

#include <algorithm>

#include "reports/reader.hpp"
#include "reports/rows.hpp"

namespace choqr::reports {
namespace {

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t space = 0; !text.empty(); text.remove_prefix(std::min(space + 1, text.size()))) {
        space = std::min(text.find(' '), text.size());
        words.emplace_back(text.substr(0, space));
    }
    return words;
}

TokenRow token_at(const sqlite::Rows& row) {
    return {id_at<TokenId>(row, 0),
            enum_at<book::Role>(row, 1),
            optional_id_at<MarketId>(row, 2),
            optional_id_at<StallId>(row, 3),
            row.null(4) ? std::nullopt : FeedId::parse(row.view(4)),
            row.text(5),
            {optional_text_at(row, 6), optional_text_at(row, 7), optional_text_at(row, 8)},
            row.null(9) ? std::nullopt : std::optional{words_of(row.view(9))},
            optional_instant_at(row, 10),
            row.integer(11) != 0};
}

DeviceRow device_at(const sqlite::Rows& row) {
    return {id_at<TokenId>(row, 0), enum_at<book::Role>(row, 1), row.text(2), instant_at(row, 3),
            id_at<TokenId>(row, 4), enum_at<book::Role>(row, 5), row.text(6), row.integer(7) != 0};
}

MarketDeviceRow market_device_at(const sqlite::Rows& row) {
    return {device_at(row), optional_id_at<StallId>(row, 8), optional_text_at(row, 9),
            row.null(10) ? std::nullopt : std::optional{enum_at<book::Shows>(row, 10)},
            optional_instant_at(row, 11)};
}

/// Who showed the code: a token, a person, or a device of either kind.
constexpr std::string_view host_columns =
    "coalesce(host.role, person.role), coalesce(host_device.name, host_market_device.name, host.label, ''), "
    "token.revoked ";
constexpr std::string_view host_tables =
    "LEFT JOIN token AS host ON host.id = device.paired_by "
    "LEFT JOIN person ON person.id = device.paired_by "
    "LEFT JOIN device AS host_device ON host_device.id = device.paired_by "
    "LEFT JOIN market_device AS host_market_device ON host_market_device.id = device.paired_by ";

std::string devices_query(std::string_view more_columns, std::string_view table, std::string_view which) {
    std::string sql = "SELECT device.id, token.role, device.name, device.paired_at, device.paired_by, ";
    sql.append(host_columns).append(more_columns).append("FROM ").append(table);
    sql.append(" AS device JOIN token ON token.id = device.id ").append(host_tables).append("WHERE ");
    return sql.append(which).append(" ORDER BY device.id");
}

}  // namespace

Result<std::vector<TokenRow>> Tokens::tokens() const {
    return readers_.read([](sqlite::Database& database) {
        return all<TokenRow>(
            database.query("SELECT id, role, market, stall, feed, label, province, commune, zone, scopes, "
                           "expires_at, revoked FROM token ORDER BY id"),
            token_at);
    });
}

Result<std::vector<DeviceRow>> Tokens::devices(StallId stall, Revoked revoked) const {
    return readers_.read([stall, revoked](sqlite::Database& database) {
        static const auto sql = devices_query("", "device", "device.stall = ?1 AND token.revoked <= ?2");
        return all<DeviceRow>(database.query(sql, stall, revoked), device_at);
    });
}

Result<std::vector<MarketDeviceRow>> Tokens::devices(MarketId market, Instant now) const {
    return readers_.read([=](sqlite::Database& database) {
        static const auto sql =
            devices_query(", token.stall, token.zone, device.shows, token.expires_at ", "market_device",
                          "device.market = ?1 AND coalesce(token.expires_at > ?2, 1) AND token.revoked = 0");
        return all<MarketDeviceRow>(database.query(sql, market, milliseconds_of(now)), market_device_at);
    });
}

std::vector<EndingToken> ending_tokens(sqlite::Database& database) {
    const auto row = [](const sqlite::Rows& at) {
        return EndingToken{id_at<TokenId>(at, 0), at.text(1), instant_at(at, 2)};
    };
    return all<EndingToken>(
        database.query("SELECT id, label, expires_at FROM token WHERE expires_at IS NOT NULL AND revoked = 0 "
                       "AND id NOT IN (SELECT id FROM market_device) ORDER BY expires_at, id"),
        row);
}

}  // namespace choqr::reports
