#include "statistics/breakdown.hpp"

#include <algorithm>
#include <functional>

#include "statistics/backing.hpp"

namespace choqr::statistics {
namespace {

/// Cells of all tables, numbered through.
class Numbering {
public:
    explicit Numbering(const MonthMoney& month) {
        for (std::size_t table = 0; table < tables_max; ++table) {
            first_[table] = size_;
            size_ += month.keys[table].size();
        }
    }
    std::size_t size() const { return size_; }
    std::size_t of(std::size_t table, std::size_t cell) const { return first_[table] + cell; }

private:
    std::array<std::size_t, tables_max> first_{};
    std::size_t size_ = 0;
};

std::vector<Member> members_of(const MonthMoney& month, const Numbering& numbering) {
    std::vector<Member> members;
    members.reserve(month.payments.size());
    for (const auto& payment : month.payments) {
        if (payment.seen) continue;
        Member member{payment.stall, payment.figures, {}};
        for (std::size_t table = 0; table < tables_max; ++table)
            member.cells[table] = static_cast<std::uint16_t>(numbering.of(table, payment.cells[table]));
        members.push_back(member);
    }
    return members;
}

struct CellMoney {
    Behind behind;
    std::set<StallId> stalls;
    std::int64_t transactions = 0, dong = 0;
};

std::vector<CellMoney> gather(const MonthMoney& month, std::size_t table) {
    std::vector<CellMoney> cells(month.keys[table].size());
    for (const auto& payment : month.payments) {
        auto& cell = cells[payment.cells[table]];
        cell.stalls.insert(payment.stall);
        ++cell.transactions;
        cell.dong += payment.dong;
        if (!payment.seen) cell.behind.add_fresh(payment.stall, payment.dong);
    }
    return cells;
}

Behind behind_all(const MonthMoney& month) {
    Behind behind;
    for (const auto& payment : month.payments)
        if (!payment.seen) behind.add_fresh(payment.stall, payment.dong);
    return behind;
}

// What the cell leaves of the month is told with it.
std::optional<Withheld> by_itself(const Behind& cell, const Behind& all) {
    if (const auto reason = withheld(cell.backing())) return reason;
    const auto rest = all.backing_without(cell);
    return rest.total > 0 && withheld(rest) ? std::optional{Withheld::complement} : std::nullopt;
}

std::vector<Cell> cells_of(const MonthMoney& month, std::size_t table, const Behind& all) {
    std::vector<Cell> cells;
    const auto money = gather(month, table);
    for (std::size_t at = 0; at < money.size(); ++at)
        cells.push_back({month.keys[table][at], static_cast<std::int64_t>(money[at].stalls.size()),
                         money[at].transactions, money[at].dong, by_itself(money[at].behind, all)});
    return cells;
}

/// The cells that may be told by themselves, the largest first.
std::vector<std::size_t> candidates(const std::vector<Cell>& cells) {
    std::vector<std::size_t> order;
    for (std::size_t at = 0; at < cells.size(); ++at)
        if (!cells[at].withheld) order.push_back(at);
    std::ranges::stable_sort(order, std::greater{}, [&](std::size_t at) { return cells[at].dong; });
    return order;
}

/// Tells as many of the table's cells as go together with what is told before: all at once, or one by one.
void tell(const Independence& independence, const Numbering& numbering, std::size_t table,
          std::vector<Cell>& cells, std::vector<bool>& told) {
    const auto order = candidates(cells);
    auto all = told;
    for (const auto at : order) all[numbering.of(table, at)] = true;
    if (independence.holds(all)) {
        told = std::move(all);
        return;
    }
    for (const auto at : order) {
        told[numbering.of(table, at)] = true;
        if (independence.holds(told)) continue;
        told[numbering.of(table, at)] = false;
        cells[at].withheld = Withheld::complement;
    }
}

}  // namespace

Breakdown break_down(const MonthMoney& month) {
    const Numbering numbering{month};
    const Independence independence{members_of(month, numbering), month.unclean, numbering.size()};
    const auto all = behind_all(month);
    std::vector<bool> told(numbering.size(), false);
    Breakdown breakdown;
    for (std::size_t table = 0; table < tables_max; ++table) {
        breakdown[table] = cells_of(month, table, all);
        tell(independence, numbering, table, breakdown[table], told);
    }
    return breakdown;
}

}  // namespace choqr::statistics
