#include "reports/stands.hpp"

#include "merchants/bank_directory.hpp"
#include "reports/reader.hpp"
#include "reports/rows.hpp"
#include "reports/stall_rows.hpp"

namespace choqr::reports {
namespace {

// Between a bank and what it is called on a stand, and between two such pairs: no label holds either.
constexpr char within = '\x1F', between = '\x1E';

/// The pairs of a bank's BIN and what it is called on stands of the market, where today's name is another.
std::string former_banks(sqlite::Database& database, MarketId market) {
    auto rows = database.query(
        "SELECT DISTINCT bin, stand_bank FROM stall JOIN account ON account.stall = stall.id AND "
        "removed IS NULL AND rank = 0 WHERE market = ?1 AND stand_bank <> ''",
        market);
    std::string former(1, between);
    while (rows.next()) {
        const auto bin = Bin::parse(rows.view(0));
        if (bin && merchants::bank_display_name(*bin) != rows.view(1))
            former += std::string{bin->text()} + within + rows.text(1) + between;
    }
    return former;
}

}  // namespace

Result<std::vector<merchants::Stall>> Stands::stands_to_print(const StandFilter& filter) const {
    return readers_.read([&](sqlite::Database& database) {
        // As merchants::Stall::needs_stand() and shows_former_bank() have it.
        const auto former = former_banks(database, filter.market);
        return stalls_of(database.query(
            select_stalls("WHERE market = ?1 AND status = 0 AND "
                          "EXISTS(SELECT 1 FROM account WHERE account.stall = stall.id AND removed IS NULL "
                          "AND (stand_printed < stand_version OR (rank = 0 AND stand_bank <> '' AND "
                          "instr(?5, char(30) || bin || char(31) || stand_bank || char(30)) > 0))) "
                          "AND (?2 IS NULL OR zone = ?2) AND "
                          "(?3 IS NULL OR (aisle, id) > ((SELECT aisle FROM stall WHERE id = ?3), ?3)) "
                          "ORDER BY aisle, id LIMIT ?4"),
            filter.market, filter.zone, filter.after, filter.limit, former));
    });
}

Result<std::optional<Instant>> Stands::stand_printed_at(StallId stall) const {
    return readers_.read([&](sqlite::Database& database) {
        auto rows = database.query("SELECT stand_printed_at FROM stall WHERE id = ?1", stall);
        return rows.next() ? optional_instant_at(rows, 0) : std::nullopt;
    });
}

}  // namespace choqr::reports
