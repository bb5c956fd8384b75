#include "book/invariants.hpp"
#include "book/state.hpp"

namespace choqr::book {
namespace {

using Sentence = std::optional<std::string>;

/// Of each payment no more went back than what was linked, and of each linked one the whole.
Sentence refunds_add_up(const Book::State& state) {
    std::map<TransferId, VndSum> sums;
    for (const auto& [outgoing, refund] : state.sales.refunds) {
        sums[refund.incoming] += refund.amount;
        if (outgoing == refund.incoming) return outgoing.text() + " is a refund of itself";
    }
    for (const auto& [incoming, sum] : sums) {
        const auto found = state.sales.refunded.find(incoming);
        if (found != state.sales.refunded.end() && found->second < sum)
            return incoming.text() + " has more refunds than their sum says";
    }
    return std::nullopt;
}

Sentence no_refund_exceeds_its_payment(const Book::State& state) {
    for (const auto& [incoming, sum] : state.sales.refunded) {
        const auto* payment = state.transfers.table.find(incoming);
        if (payment && sum.dong() > payment->amount.dong())
            return incoming.text() + " is less than what was given back of it";
    }
    return std::nullopt;
}

Sentence cash_is_a_stalls(const Book::State& state) {
    for (const auto& [day, cash] : state.sales.cash) {
        if (!state.places.stall(day.first)) return day.first.text() + " took cash, and is not there";
        if (cash.amount && state.people.is_erased(cash.owner))
            return day.first.text() + " has its cash still, and its vendor was erased";
    }
    return std::nullopt;
}

constexpr Invariant all[] = {
    {"refunds add up", refunds_add_up},
    {"no more goes back than came", no_refund_exceeds_its_payment},
    {"cash is a stall's, and goes with its vendor", cash_is_a_stalls},
};

}  // namespace

std::span<const Invariant> sales_invariants() { return all; }

}  // namespace choqr::book
