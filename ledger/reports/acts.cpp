#include "reports/acts.hpp"

#include "reports/reader.hpp"
#include "reports/rows.hpp"

namespace choqr::reports {
namespace {

constexpr std::string_view columns =
    "SELECT act.id, act.sequence, act.at, act.event, act.actor, act.principal, "
    "coalesce(doer.role, person.role), doer_device.id IS NOT NULL, coalesce(doer_device.name, doer.label, "
    "''), "
    "act.about, coalesce(token.role, somebody.role), device.id IS NOT NULL, "
    "coalesce(device.name, token.label, ''), act.market, act.stall FROM act "
    "LEFT JOIN token AS doer ON doer.id = act.principal "
    "LEFT JOIN person ON person.id = act.principal "
    "LEFT JOIN device AS doer_device ON doer_device.id = act.principal "
    "LEFT JOIN token ON token.id = act.about "
    "LEFT JOIN person AS somebody ON somebody.id = act.about "
    "LEFT JOIN device ON device.id = act.about ";

ActorRow actor_at(const sqlite::Rows& row, std::string name, int column) {
    return {std::move(name), optional_id_at<TokenId>(row, column),
            row.null(column + 1) ? std::nullopt : std::optional{enum_at<book::Role>(row, column + 1)},
            row.integer(column + 2) != 0, row.text(column + 3)};
}

ActRow act_at(const sqlite::Rows& row) {
    const auto number = row.integer(3);
    const bool is_one = number >= 1 && number <= static_cast<std::int64_t>(std::size(book::event_rows));
    const auto about = optional_id_at<TokenId>(row, 9);
    return {static_cast<std::uint64_t>(row.integer(0)),
            sequence_at(row, 1),
            instant_at(row, 2),
            intact(is_one ? std::optional{book::event_rows[number - 1].name} : std::nullopt),
            actor_at(row, row.text(4), 5),
            about ? std::optional{actor_at(row, about->text(), 9)} : std::nullopt,
            optional_id_at<MarketId>(row, 13),
            optional_id_at<StallId>(row, 14)};
}

struct Selection {
    std::string sql{columns};
    std::vector<std::int64_t> values;

    void where(std::string_view condition, std::uint64_t value) {
        sql.append(values.empty() ? "WHERE " : "AND ").append(condition);
        values.push_back(static_cast<std::int64_t>(value));
    }
};

Selection select_acts(const ActFilter& filter) {
    Selection selection;
    if (filter.stall) selection.where("act.stall = ? ", filter.stall->value());
    if (filter.market) selection.where("act.market = ? ", filter.market->value());
    for (const auto number : filter.without) selection.where("act.event <> ? ", number);
    if (filter.after) selection.where("act.sequence > ? ", filter.after->value());
    if (filter.after_id) selection.where("act.id > ? ", *filter.after_id);
    if (filter.before_id) selection.where("act.id < ? ", *filter.before_id);
    selection.sql += filter.newest_first ? "ORDER BY act.id DESC LIMIT ?" : "ORDER BY act.id LIMIT ?";
    selection.values.push_back(static_cast<std::int64_t>(filter.limit));
    return selection;
}

}  // namespace

Result<std::vector<ActRow>> Acts::acts(const ActFilter& filter) const {
    return readers_.read([&](sqlite::Database& database) {
        const auto [sql, values] = select_acts(filter);
        return all<ActRow>(database.query_integers(sql, values), act_at);
    });
}

}  // namespace choqr::reports
