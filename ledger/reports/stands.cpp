#include "reports/stands.hpp"

#include "reports/reader.hpp"
#include "reports/rows.hpp"
#include "reports/stall_rows.hpp"

namespace choqr::reports {

Result<std::vector<merchants::Stall>> Stands::stands_to_print(const StandFilter& filter) const {
    return readers_.read([&](sqlite::Database& database) {
        // As merchants::Stall::needs_stand() has it.
        return stalls_of(database.query(
            select_stalls("WHERE market = ?1 AND status = 0 AND stand_printed < stand_version AND "
                          "EXISTS(SELECT 1 FROM account WHERE account.stall = stall.id AND removed IS NULL) "
                          "AND (?2 IS NULL OR zone = ?2) AND "
                          "(?3 IS NULL OR (aisle, id) > ((SELECT aisle FROM stall WHERE id = ?3), ?3)) "
                          "ORDER BY aisle, id LIMIT ?4"),
            filter.market, filter.zone, filter.after, filter.limit));
    });
}

Result<std::optional<Instant>> Stands::stand_printed_at(StallId stall) const {
    return readers_.read([&](sqlite::Database& database) {
        auto rows = database.query("SELECT stand_printed_at FROM stall WHERE id = ?1", stall);
        return rows.next() ? optional_instant_at(rows, 0) : std::nullopt;
    });
}

}  // namespace choqr::reports
