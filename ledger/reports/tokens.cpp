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

}  // namespace

Result<std::vector<TokenRow>> Tokens::tokens() const {
    return readers_.read([](sqlite::Database& database) {
        return all<TokenRow>(
            database.query("SELECT id, role, market, stall, feed, label, revoked FROM token ORDER BY id"),
            token_at);
    });
}

}  // namespace choqr::reports
