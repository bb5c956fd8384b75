#include "reports/feeds.hpp"

#include "reports/reader.hpp"
#include "reports/rows.hpp"

namespace choqr::reports {

std::vector<FeedRow> feed_rows(sqlite::Database& database) {
    return all<FeedRow>(
        database.query(
            "SELECT name, last_received_at, transfers FROM feed WHERE transfers > 0 ORDER BY name"),
        [](const sqlite::Rows& row) {
            return FeedRow{intact(FeedId::parse(row.view(0))), instant_at(row, 1), row.integer(2)};
        });
}

Result<std::vector<FeedRow>> Feeds::feeds() const { return readers_.read(feed_rows); }

}  // namespace choqr::reports
