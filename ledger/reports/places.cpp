#include "reports/places.hpp"

#include "reports/reader.hpp"
#include "reports/stall_rows.hpp"

namespace choqr::reports {
namespace {

using sqlite::Database;
using sqlite::Rows;

constexpr std::string_view market_columns =
    "SELECT id, name, code, province, commune, cutoff_min, watch_days, stalls_max, "
    "payee_delay_hours, kind, colour FROM market ";

merchants::Market market_at(const Rows& row) {
    return {id_at<MarketId>(row, 0),
            row.text(1),
            row.text(2),
            row.text(3),
            row.text(4),
            std::chrono::minutes{row.integer(5)},
            std::chrono::days{row.integer(6)},
            static_cast<std::uint32_t>(row.integer(7)),
            std::chrono::hours{row.integer(8)},
            enum_at<merchants::PlaceKind>(row, 9),
            static_cast<std::uint32_t>(row.integer(10)),
            {}};
}

}  // namespace

Result<std::optional<merchants::Market>> Places::market(MarketId id) const {
    return readers_.read([&](Database& database) {
        return first(database.query(join(market_columns, "WHERE id = ?1"), id), market_at);
    });
}

Result<std::optional<merchants::Market>> Places::market_by_code(std::string_view code) const {
    return readers_.read([&](Database& database) {
        return first(database.query(join(market_columns, "WHERE code = ?1"), code), market_at);
    });
}

Result<std::vector<merchants::Market>> Places::markets(std::optional<MarketId> after,
                                                       std::size_t limit) const {
    return readers_.read([&](Database& database) {
        const auto least = after ? static_cast<std::int64_t>(after->value()) : -1;
        return all<merchants::Market>(
            database.query(join(market_columns, "WHERE id > ?1 ORDER BY id LIMIT ?2"), least, limit),
            market_at);
    });
}

Result<std::vector<merchants::ColumnMeaning>> Places::columns_of(MarketId market) const {
    return readers_.read([&](Database& database) {
        return all<merchants::ColumnMeaning>(
            database.query("SELECT heading, meaning FROM column_meaning WHERE market = ?1 ORDER BY rank",
                           market),
            [](const Rows& row) {
                return merchants::ColumnMeaning{row.text(0), row.text(1)};
            });
    });
}

Result<std::optional<merchants::Stall>> Places::stall(StallId id) const {
    return readers_.read(
        [&](Database& database) { return only_stall(database.query(select_stalls("WHERE id = ?1"), id)); });
}

Result<std::optional<merchants::Stall>> Places::stall_by_transfer_code(merchants::StallCode code) const {
    return readers_.read([&](Database& database) {
        return only_stall(database.query(select_stalls("WHERE transfer_code = ?1 ORDER BY id DESC LIMIT 1"),
                                         code.number()));
    });
}

Result<std::vector<merchants::Stall>> Places::stalls(MarketId market, std::optional<StallId> after,
                                                     std::size_t limit) const {
    return readers_.read([&](Database& database) {
        if (!after)
            return stalls_of(
                database.query(select_stalls("WHERE market = ?1 AND status <> 2 ORDER BY aisle, id LIMIT ?2"),
                               market, limit));
        return stalls_of(database.query(
            select_stalls("WHERE market = ?1 AND status <> 2 AND (aisle, id) > ((SELECT aisle FROM stall "
                          "WHERE id = ?3), ?3) ORDER BY aisle, id LIMIT ?2"),
            market, limit, *after));
    });
}

Result<std::int64_t> Places::stalls_closed_since(MarketId market, Instant since) const {
    return readers_.read([&](Database& database) {
        auto rows = database.query(
            "SELECT count(*) FROM stall JOIN stall_status ON stall_status.stall = stall.id "
            "WHERE market = ?1 AND stall.status = 2 AND stall_status.status = 2 AND at >= ?2",
            market, milliseconds_of(since));
        return rows.next() ? rows.integer(0) : 0;
    });
}

}  // namespace choqr::reports
