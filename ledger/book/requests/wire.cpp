#include "book/requests/wire.hpp"

namespace choqr::book {

void write(const PaymentRequestOpened& e, wire::PaymentRequestOpened& m, const Sealing& with) {
    m.set_stall(e.request.stall.value());
    m.set_amount(e.request.amount.dong());
    m.set_reference_code_number(e.request.reference_code.number());
    if (e.request.opened_at != with.event.recorded_at) m.set_opened_at(ms_of(e.request.opened_at));
    if (e.request.expires_at) m.set_expires_at(ms_of(*e.request.expires_at));
    m.set_trial(e.request.trial);
    if (e.request.description.empty() && !e.owner) return;
    wire::PaymentRequestPersonal personal;
    personal.set_description(text_of(e.request.description));
    seal_into(*m.mutable_personal(), e.owner, personal.SerializeAsString(), with.sealer);
}

PaymentRequestOpened read_unsealed(const wire::PaymentRequestOpened& m, const Opening& with) {
    merchants::PaymentRequest request{
        .id = PaymentRequestId{with.sequence},
        .stall = id_of<StallId>(m.stall()),
        .amount = vnd_of(m.amount()),
        .description = {},
        .reference_code = merchants::RequestCode::make(code_number_of(m.reference_code_number())),
        .opened_at = instant_of(m.opened_at() != 0 ? m.opened_at() : m.stamp().recorded_at()),
        .expires_at = std::nullopt,
        .received = {},
        .status = merchants::PaymentRequestStatus::open,
        .trial = m.trial()};
    if (m.has_expires_at()) request.expires_at = instant_of(m.expires_at());
    return {std::move(request), m.has_personal() ? owner_of(m.personal()) : std::nullopt};
}

PaymentRequestOpened read(const wire::PaymentRequestOpened& m, const Opening& with) {
    auto e = read_unsealed(m, with);
    if (!m.has_personal()) return e;
    if (const auto personal = open_sealed<wire::PaymentRequestPersonal>(m.personal(), with.sealer))
        e.request.description = text_of(personal->description());
    return e;
}

void write(const PaymentRequestExpired& e, wire::PaymentRequestExpired& m, const Sealing&) {
    m.set_request(e.request.value());
}
PaymentRequestExpired read(const wire::PaymentRequestExpired& m, const Opening&) {
    return {id_of<PaymentRequestId>(m.request())};
}

void write(const PaymentRequestCancelled& e, wire::PaymentRequestCancelled& m, const Sealing&) {
    m.set_request(e.request.value());
}
PaymentRequestCancelled read(const wire::PaymentRequestCancelled& m, const Opening&) {
    return {id_of<PaymentRequestId>(m.request())};
}

}  // namespace choqr::book
