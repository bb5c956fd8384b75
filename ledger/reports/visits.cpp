#include "reports/visits.hpp"

#include <map>
#include <set>
#include <utility>

#include "reports/reader.hpp"
#include "reports/rows.hpp"

namespace choqr::reports {
namespace {

using sqlite::Database;
using sqlite::Rows;

// Who did it, for actor_at(): `doer` is a table with a column `by`.
#define CHOQR_DOER_COLUMNS                                                       \
    "doer.by, coalesce(token.role, person.role), market_device.id IS NOT NULL, " \
    "coalesce(market_device.name, token.label, '') "
#define CHOQR_DOER_TABLES                                                            \
    "LEFT JOIN token ON token.id = doer.by LEFT JOIN person ON person.id = doer.by " \
    "LEFT JOIN market_device ON market_device.id = doer.by "

constexpr std::string_view visit_columns =
    "SELECT " CHOQR_DOER_COLUMNS
    ", doer.sequence, doer.stall, stall.code, stall.zone, stall.consent, doer.outcome, doer.reason, doer.at, "
    "doer.stand_version FROM visit AS doer CROSS JOIN stall ON stall.id = doer.stall " CHOQR_DOER_TABLES;

// Of each stall the first account that it ever had, and whether it was paid within a day.
constexpr const char* registrations =
    "SELECT " CHOQR_DOER_COLUMNS
    ", doer.at, EXISTS(SELECT 1 FROM transfer t WHERE t.stall = doer.stall AND t.counted IN (1, 3) AND "
    "t.counts_at BETWEEN doer.at AND doer.at + 86400000) FROM (SELECT stall.id AS stall, "
    "payee_change.proposed_by AS by, payee_change.proposed_at AS at FROM stall CROSS JOIN payee_change "
    "ON payee_change.id = (SELECT min(id) FROM payee_change AS one WHERE one.stall = stall.id AND "
    "one.status IN (2, 7)) WHERE stall.market = ?1 AND stall.kind = 0 AND payee_change.proposed_at >= ?2 AND "
    "payee_change.proposed_at < ?3) AS doer " CHOQR_DOER_TABLES;

#undef CHOQR_DOER_COLUMNS
#undef CHOQR_DOER_TABLES

constexpr int behind_doer = 4;

ActorRow actor_at(const Rows& row) {
    const auto id = optional_id_at<TokenId>(row, 0);
    return {id ? id->text() : std::string{}, id,
            row.null(1) ? std::nullopt : std::optional{enum_at<book::Role>(row, 1)}, row.integer(2) != 0,
            row.text(3)};
}

VisitRow visit_at(const Rows& row) {
    constexpr int at = behind_doer;
    VisitRow visit{sequence_at(row, at),
                   id_at<StallId>(row, at + 1),
                   row.text(at + 2),
                   row.text(at + 3),
                   enum_at<merchants::ConsentStatus>(row, at + 4),
                   {enum_at<merchants::VisitOutcome>(row, at + 5), std::nullopt, instant_at(row, at + 7)},
                   static_cast<std::uint32_t>(row.integer(at + 8)),
                   actor_at(row)};
    if (!row.null(at + 6)) visit.visit.reason = enum_at<merchants::RefusalReason>(row, at + 6);
    return visit;
}

/// Gathers what each did on each day.
class Gathered {
public:
    explicit Gathered(const merchants::Market& market) : cutoff_{market.business_day_cutoff} {}

    void add_visit(const VisitRow& row) {
        auto& of_day = at(row.visit.at, row.by);
        stalls_[key(of_day)].insert(row.stall);
        of_day.visited = static_cast<std::int64_t>(stalls_[key(of_day)].size());
        if (row.stand_version > 0) ++of_day.stands_handed_over;
        if (row.visit.reason) ++of_day.refused.at(static_cast<std::size_t>(*row.visit.reason));
    }
    void add_registration(const Rows& row) {
        auto& of_day = at(instant_at(row, behind_doer), actor_at(row));
        ++of_day.registered;
        of_day.paid_within_a_day += row.integer(behind_doer + 1);
    }
    std::vector<VolunteerDay> take() {
        std::vector<VolunteerDay> list;
        for (auto& [key, one] : days_) list.push_back(std::move(one));
        return list;
    }

private:
    using Key = std::pair<std::int64_t, std::optional<TokenId>>;

    static Key key(const VolunteerDay& one) { return {day_number(one.day), one.by.id}; }
    VolunteerDay& at(Instant instant, ActorRow by) {
        const auto day = business_day(instant, cutoff_);
        auto& found = days_[{day_number(day), by.id}];
        found.day = day;
        found.by = std::move(by);
        return found;
    }

    std::chrono::minutes cutoff_;
    std::map<Key, VolunteerDay> days_;
    std::map<Key, std::set<StallId>> stalls_;
};

}  // namespace

Result<std::optional<VisitRow>> Visits::visit(Sequence sequence) const {
    return readers_.read([sequence](Database& database) {
        return first(database.query(join(visit_columns, "WHERE doer.sequence = ?1"), sequence), visit_at);
    });
}

Result<std::vector<VisitRow>> Visits::visits(const VisitFilter& filter) const {
    return readers_.read([&](Database& database) {
        return all<VisitRow>(
            database.query(join(visit_columns,
                                "WHERE stall.market = ?1 AND doer.at >= ?2 AND doer.at < ?3 AND "
                                "(?4 IS NULL OR doer.sequence < ?4) ORDER BY doer.sequence DESC LIMIT ?5"),
                           filter.market, milliseconds_of(filter.from), milliseconds_of(filter.until),
                           filter.before, filter.limit),
            visit_at);
    });
}

Result<std::vector<VisitRow>> Visits::visits_at(StallId stall) const {
    return readers_.read([stall](Database& database) {
        return all<VisitRow>(
            database.query(join(visit_columns, "WHERE doer.stall = ?1 ORDER BY doer.sequence"), stall),
            visit_at);
    });
}

Result<std::vector<DormantStall>> Visits::dormant(MarketId market, Day today) const {
    const auto awake_from = day_number(today) - dormant_after.count() + 1;
    return readers_.read([&](Database& database) {
        return all<DormantStall>(
            database.query(
                "SELECT s.id, s.zone FROM stall s WHERE s.market = ?1 AND s.status = 0 AND s.kind = 0 AND "
                "EXISTS(SELECT 1 FROM stall_day WHERE stall = s.id AND day < ?2 AND transactions > 0) AND "
                "NOT EXISTS(SELECT 1 FROM stall_day WHERE stall = s.id AND day >= ?2 AND transactions > 0) "
                "ORDER BY s.aisle, s.id",
                market, awake_from),
            [](const Rows& row) {
                return DormantStall{id_at<StallId>(row, 0), row.text(1)};
            });
    });
}

Result<std::vector<VolunteerDay>> Visits::volunteer_days(const merchants::Market& market, Day from,
                                                         Day to) const {
    const Day after_last{std::chrono::sys_days{to} + std::chrono::days{1}};
    const auto begin = milliseconds_of(business_day_begin(from, market.business_day_cutoff));
    const auto end = milliseconds_of(business_day_begin(after_last, market.business_day_cutoff));
    return readers_.read([&](Database& database) {
        const sqlite::Transaction moment{database, sqlite::Transaction::Kind::read};
        Gathered days{market};
        auto told =
            database.query(join(visit_columns, "WHERE stall.market = ?1 AND doer.at >= ?2 AND doer.at < ?3"),
                           market.id, begin, end);
        while (told.next()) days.add_visit(visit_at(told));
        auto registered = database.query(registrations, market.id, begin, end);
        while (registered.next()) days.add_registration(registered);
        return days.take();
    });
}

}  // namespace choqr::reports
