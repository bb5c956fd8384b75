#include "book/wire.hpp"

namespace choqr::book {

void write(const TransferSetAside& e, wire::TransferSetAside& m, const Sealing&) {
    m.set_transfer(e.transfer.value());
    m.set_stall(e.stall.value());
    if (e.reason) m.set_reason(to_wire<wire::AsideReason>(*e.reason));
}
TransferSetAside read(const wire::TransferSetAside& m, const Opening&) {
    TransferSetAside e{id_of<TransferId>(m.transfer()), id_of<StallId>(m.stall()), std::nullopt};
    if (m.has_reason()) e.reason = from_wire<AsideReason>(m.reason());
    return e;
}

void write(const RefundLinked& e, wire::RefundLinked& m, const Sealing&) {
    m.set_stall(e.stall.value());
    m.set_incoming(e.incoming.value());
    m.set_outgoing(e.outgoing.value());
    m.set_amount(e.amount.dong());
    if (e.to_sender) m.set_to_sender(*e.to_sender);
}
RefundLinked read(const wire::RefundLinked& m, const Opening&) {
    RefundLinked e{id_of<StallId>(m.stall()), id_of<TransferId>(m.incoming()),
                   id_of<TransferId>(m.outgoing()), vnd_of(m.amount()), std::nullopt};
    if (m.has_to_sender()) e.to_sender = m.to_sender();
    return e;
}

void write(const CashDeclared& e, wire::CashDeclared& m, const Sealing& with) {
    m.set_stall(e.stall.value());
    m.set_day(number_of_day(e.date));
    wire::CashDeclaredPersonal personal;
    personal.set_amount(e.amount ? e.amount->dong() : -1);  // -1: forgotten, and written again.
    seal_into(*m.mutable_personal(), e.owner, personal.SerializeAsString(), with.sealer);
}
CashDeclared read(const wire::CashDeclared& m, const Opening& with) {
    CashDeclared e{id_of<StallId>(m.stall()), day_of_number(m.day()), std::nullopt, owner_of(m.personal())};
    const auto personal = open_sealed<wire::CashDeclaredPersonal>(m.personal(), with.sealer);
    if (personal && personal->amount() != -1) e.amount = vnd_of(personal->amount());
    return e;
}

}  // namespace choqr::book
