#include "statistics/disclosure.hpp"

#include <algorithm>

namespace choqr::statistics {
namespace {

const Pool* pool_of(const std::vector<Pool>& pools, Day day) {
    const auto found =
        std::ranges::find_if(pools, [day](const Pool& pool) { return pool.from <= day && day <= pool.to; });
    return found == pools.end() ? nullptr : &*found;
}

bool holds_whole(const PeriodFacts& facts, const Pool* pool) {
    return pool != nullptr && facts.from <= pool->from && pool->to <= facts.to;
}

bool is_told(const Pool& pool) { return !withheld(pool.money); }

bool holds_a_sealed_period(const PeriodFacts& facts, Day day) {
    return holds_whole(facts, pool_of(facts.months, day)) || holds_whole(facts, pool_of(facts.years, day));
}

/// The day's money is in a sum that is told of the whole month or year, and the period holds all of that.
bool told_in_a_pool(const PeriodFacts& facts, const DayFacts& day) {
    const auto* month = pool_of(facts.months, day.day);
    if (month == nullptr || day.after_seal) return false;
    if (is_told(*month)) return holds_whole(facts, month);
    const auto* year = pool_of(facts.years, day.day);
    return holds_whole(facts, year) && is_told(*year);
}

/// Why the day keeps the period from having a sum.
std::optional<Withheld> missing(const PeriodFacts& facts, const DayFacts& day) {
    if (!day.closed) return Withheld::not_closed;
    if (told_in_a_pool(facts, day)) return std::nullopt;
    return withheld(*day.closed);
}

const Cell* cell_of(const Breakdown& breakdown, Table table, const std::string& key) {
    const auto& cells = breakdown[static_cast<std::size_t>(table)];
    const auto found = std::ranges::find(cells, key, &Cell::key);
    return found == cells.end() ? nullptr : &*found;
}

/// The groups of a sealed month as its payments were recorded: a stall's zone of then, not of today.
std::vector<Counts::Group> as_recorded(std::vector<Counts::Group> groups, const std::vector<Cell>& cells) {
    for (auto& group : groups) group.active = group.transactions = 0;
    for (const auto& cell : cells) {
        auto found = std::ranges::find(groups, cell.key, &Counts::Group::key);
        if (found == groups.end()) found = groups.insert(found, Counts::Group{cell.key, 0, 0, 0, {}});
        found->active = cell.active;
        found->transactions = cell.transactions;
    }
    std::ranges::sort(groups, {}, &Counts::Group::key);
    return groups;
}

}  // namespace

std::int64_t rounded_to_two_digits(std::int64_t dong) {
    std::int64_t unit = 1;
    while (dong / unit >= 100) unit *= 10;
    return (dong + unit / 2) / unit * unit;
}

Amount Disclosure::told(std::int64_t dong, std::int64_t waiting) {
    Amount amount;
    amount.dong_ = dong;
    amount.waiting_ = waiting;
    return amount;
}

Amount Disclosure::not_told(Withheld reason, std::int64_t waiting) {
    Amount amount;
    amount.withheld_ = reason;
    amount.waiting_ = waiting;
    return amount;
}

Amount Disclosure::amount(const Counts& counts, const PeriodFacts& facts) const {
    if (sees_money()) return told(counts.amount.dong());
    return facts.from == facts.to ? of_one_day(facts, counts.active) : of_days(counts, facts);
}

// Nothing is told of an open day until its second step is complete, so five stalls may have been paid in it.
Amount Disclosure::of_one_day(const PeriodFacts& facts, std::int64_t active) {
    if (facts.days.empty() || facts.days.front().transactions == 0) return told(0);
    const auto& day = facts.days.front();
    if (!day.closed && day.told.any) return told(day.told.dong, day.told.waiting);
    if (!day.closed)
        return not_told(active < stalls_min ? Withheld::fewer_than_five : Withheld::not_closed,
                        day.transactions);
    const auto reason = withheld(*day.closed);
    return reason ? not_told(*reason, day.transactions) : told(day.dong);
}

Amount Disclosure::of_days(const Counts& counts, const PeriodFacts& facts) {
    std::int64_t dong = 0, waiting = 0;
    for (const auto& day : facts.days) {
        if (day.transactions == 0) continue;
        if (day.closed && !withheld(*day.closed)) {
            dong += day.dong;
        } else if (day.after_seal && holds_a_sealed_period(facts, day.day)) {
            waiting += day.transactions;
        } else if (const auto reason = missing(facts, day)) {
            return not_told(*reason, counts.transactions);
        }
    }
    for (const auto* pools : {&facts.months, &facts.years})
        for (const auto& pool : *pools)
            if (holds_whole(facts, &pool) && is_told(pool)) dong += pool.money.dong;
    return told(dong, waiting);
}

// Rounded: it is one payment's amount. Of nobody's in particular, unless one stall made most of them.
Amount Disclosure::median_amount(const Counts& counts, const PeriodFacts& facts) const {
    if (!counts.median_amount) return none();
    if (sees_money()) return told(counts.median_amount->dong());
    const auto total = amount(counts, facts);
    if (total.withheld()) return not_told(*total.withheld(), 0);
    const bool open = std::ranges::any_of(facts.days, [](const DayFacts& day) { return !day.closed; });
    if (open || total.waiting() > 0) return not_told(Withheld::not_closed, 0);
    if (2 * facts.busiest_stall > counts.transactions) return not_told(Withheld::one_stall_dominates, 0);
    return told(rounded_to_two_digits(counts.median_amount->dong()));
}

Amount Disclosure::late(const LateFacts& facts) const {
    if (sees_money()) return told(facts.dong);
    if (facts.told.any || facts.told.waiting == 0) return told(facts.told.dong, facts.told.waiting);
    return not_told(Withheld::fewer_than_five, facts.told.waiting);
}

Amount Disclosure::cell(const std::string& key, std::int64_t dong, std::int64_t transactions,
                        const PeriodFacts& facts, Table table) const {
    if (sees_money()) return told(dong);
    if (transactions == 0) return told(0);
    if (!facts.breakdown) return not_told(Withheld::by_month_only, transactions);
    const auto* cell = cell_of(*facts.breakdown, table, key);
    if (cell == nullptr) return not_told(Withheld::fewer_than_five, transactions);
    return cell->withheld ? not_told(*cell->withheld, cell->transactions) : told(cell->dong);
}

std::vector<DisclosedGroup> Disclosure::groups(const std::vector<Counts::Group>& groups,
                                               const PeriodFacts& facts, Table table) const {
    const auto sealed = !sees_money() && facts.breakdown
                            ? as_recorded(groups, (*facts.breakdown)[static_cast<std::size_t>(table)])
                            : groups;
    std::vector<DisclosedGroup> told;
    told.reserve(sealed.size());
    for (const auto& group : sealed)
        told.push_back({group.key, group.stalls, group.active, group.transactions,
                        cell(group.key, group.amount.dong(), group.transactions, facts, table)});
    return told;
}

std::vector<Amount> Disclosure::hours(const Counts& counts, const PeriodFacts& facts) const {
    std::vector<Amount> amounts;
    for (std::size_t hour = 0; hour < counts.by_hour.size(); ++hour)
        amounts.push_back(cell(std::to_string(hour), counts.amount_by_hour.at(hour).dong(),
                               counts.by_hour.at(hour), facts, Table::hour));
    return amounts;
}

DisclosedReport Disclosure::report(const Counts& counts, const PeriodFacts& facts) const {
    std::vector<DisclosedGroup> stalls;
    stalls.reserve(counts.by_stall.size());
    for (const auto& stall : sees_stalls() ? counts.by_stall : decltype(counts.by_stall){})
        stalls.push_back({stall.key, stall.stalls, stall.active, stall.transactions,
                          sees_money() ? told(stall.amount.dong())
                                       : not_told(Withheld::of_one_stall, stall.transactions)});
    return {
#define CHOQR_COUNT(name, ...) .name = counts.name,
#define CHOQR_MONEY(name, ...) .name = name(counts, facts),
        CHOQR_FIGURES(CHOQR_COUNT, CHOQR_NO_FIGURE, CHOQR_MONEY)
#undef CHOQR_COUNT
#undef CHOQR_MONEY
            .active_stall_days = counts.active_stall_days,
        .by_stall = std::move(stalls),
        .by_zone = groups(counts.by_zone, facts, Table::zone),
        .by_goods = groups(counts.by_goods, facts, Table::goods),
        .by_provider = groups(counts.by_provider, facts, Table::provider),
        .by_hour = counts.by_hour,
        .amount_by_hour = hours(counts, facts),
        .adjustment_transactions = facts.late.transactions,
        .adjustment_amount = late(facts.late)};
}

DisclosedTotals Disclosure::totals(const TotalsFacts& totals, const PeriodFacts& day) const {
    return {.total_stalls = totals.total_stalls,
            .registered = totals.registered,
            .active = totals.active,
            .transactions = totals.transactions,
            .unmatched = totals.unmatched,
            .collection_point_transactions = totals.collection_point_transactions,
            .amount = sees_money() ? told(totals.dong) : of_one_day(day, totals.active),
            .unmatched_amount = unmatched(totals.unmatched_dong),
            .collection_point_amount = at_collection_points(totals.collection_point_dong)};
}

DisclosedTransfer Disclosure::transfer(const TransferFacts& facts) const {
    if (sees_money()) return {told(facts.dong), facts.payer, facts.content};
    return {facts.unmatched && sees_stalls() ? told(facts.dong) : not_told(Withheld::of_one_stall, 0),
            std::nullopt, std::nullopt};
}

Amount Disclosure::adjustment(std::int64_t dong, bool at_collection_point) const {
    return sees_money() || at_collection_point ? told(dong) : not_told(Withheld::of_one_stall, 0);
}

// Its change at an assignment would be one stall's.
Amount Disclosure::unmatched(std::int64_t dong) const {
    return sees_money() ? told(dong) : not_told(Withheld::of_one_stall, 0);
}

Amount Disclosure::at_collection_points(std::int64_t dong) const { return told(dong); }

Amount Disclosure::unmatched_amount(const Counts& counts, const PeriodFacts&) const {
    return unmatched(counts.unmatched_amount.dong());
}

Amount Disclosure::collection_point_amount(const Counts& counts, const PeriodFacts&) const {
    return at_collection_points(counts.collection_point_amount.dong());
}

}  // namespace choqr::statistics
