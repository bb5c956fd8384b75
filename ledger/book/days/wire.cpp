#include "book/wire.hpp"

namespace choqr::book {
namespace {

void write_totals(const DayTotals& totals, wire::DayTotals& m) {
    m.set_total_stalls(totals.total_stalls);
    m.set_registered(totals.registered);
    m.set_active(totals.active);
    m.set_transactions(totals.transactions);
    m.set_amount(totals.amount.dong());
    m.set_unmatched(totals.unmatched);
    m.set_unmatched_amount(totals.unmatched_amount.dong());
    m.set_collection_point_transactions(totals.collection_point_transactions);
    m.set_collection_point_amount(totals.collection_point_amount.dong());
}

DayTotals totals_of(const wire::DayTotals& m) {
    return {.total_stalls = m.total_stalls(),
            .registered = m.registered(),
            .active = m.active(),
            .transactions = m.transactions(),
            .amount = sum_of(m.amount()),
            .unmatched = m.unmatched(),
            .unmatched_amount = sum_of(m.unmatched_amount()),
            .collection_point_transactions = m.collection_point_transactions(),
            .collection_point_amount = sum_of(m.collection_point_amount())};
}

}  // namespace

void write(const DayClosed& e, wire::DayClosed& m, const Sealing&) {
    m.set_market(e.market.value());
    m.set_day(number_of_day(e.day));
    write_totals(e.totals, *m.mutable_totals());
    m.set_root_hash(std::string{e.root.bytes()});
}
DayClosed read(const wire::DayClosed& m, const Opening&) {
    return {id_of<MarketId>(m.market()), day_of_number(m.day()), totals_of(m.totals()),
            hash_of(m.root_hash())};
}

}  // namespace choqr::book
