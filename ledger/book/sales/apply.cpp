#include "book/rules.hpp"

namespace choqr::book {

void apply(const TransferSetAside& e, const Applying& at) {
    auto& sales = at.state.sales;
    if (!e.reason) return static_cast<void>(sales.aside.erase(e.transfer));
    sales.aside.insert_or_assign(e.transfer, SetAside{e.stall, *e.reason, at.event.sequence});
    sales.oldest_first.emplace_back(at.event.recorded_at, e.transfer);
}

void apply(const RefundLinked& e, const Applying& at) {
    auto& sales = at.state.sales;
    sales.refunds.emplace(e.outgoing, Refund{e.incoming, e.amount, at.event.sequence});
    sales.refunded[e.incoming] += e.amount;
    for (const auto id : {e.incoming, e.outgoing}) sales.oldest_first.emplace_back(at.event.recorded_at, id);
}

void apply(const CashDeclared& e, const Applying& at) {
    auto& sales = at.state.sales;
    const std::pair day{e.stall, e.date};
    sales.cash.insert_or_assign(day, Cash{e.amount, e.owner, at.event.sequence});
    sales.oldest_cash.emplace_back(at.event.recorded_at, day);
}

}  // namespace choqr::book
