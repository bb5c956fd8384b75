#include "book/transfers/wire.hpp"

namespace choqr::book {
namespace {

wire::TransferPersonal personal_of(const merchants::TransferNotice& notice) {
    wire::TransferPersonal personal;
    personal.set_as_received(notice.as_received);
    personal.set_remittance_information(text_of(notice.remittance_information));
    if (!notice.debtor) return personal;
    auto& debtor = *personal.mutable_debtor();
    debtor.set_bin(text_if_any(notice.debtor->bin));
    debtor.set_account_number(text_of(notice.debtor->account_number));
    debtor.set_name(text_of(notice.debtor->name));
    return personal;
}

void read_personal(merchants::TransferNotice& notice, const wire::TransferPersonal& personal) {
    notice.as_received = personal.as_received();
    notice.remittance_information = text_of(personal.remittance_information());
    if (!personal.has_debtor()) return;
    const auto& debtor = personal.debtor();
    notice.debtor = merchants::Debtor{parsed_if_any<Bin>(debtor.bin()), text_of(debtor.account_number()),
                                      text_of(debtor.name())};
}

/// The message of either event in which a feed tells of money.
template <class Message>
void write_notice(const merchants::TransferNotice& notice, Message& m) {
    m.set_reference(text_of(notice.reference.text()));
    m.set_direction(to_wire<wire::Direction>(notice.direction));
    m.set_creditor_bin(text_if_any(notice.creditor_bin));
    m.set_creditor_account(text_if_any(notice.creditor_account));
    m.set_virtual_account(text_if_any(notice.virtual_account));
    m.set_amount(notice.amount.dong());
    m.set_booked_at(ms_of(notice.booked_at));
    m.set_reversal_of(text_if_any(notice.reversal_of));
    m.set_bank_reference(text_of(notice.bank_reference));
    m.set_booking_time_untold(!notice.booked_at_told);
}

}  // namespace

void write(const TransferReceived& e, wire::TransferReceived& m, const Sealing& with) {
    m.set_feed(text_of(e.feed.text()));
    write_notice(e.notice, m);
    m.set_status(to_wire<wire::TransferStatus>(e.status));
    m.set_basis(to_wire<wire::MatchBasis>(e.match.basis));
    if (e.match.stall) m.set_stall(e.match.stall->value());
    if (e.match.request) m.set_request(e.match.request->value());
    if (e.request_status) m.set_request_status(to_wire<wire::PaymentRequestStatus>(*e.request_status));
    if (e.reverses) m.set_reverses(e.reverses->value());
    if (e.reversed_by) m.set_reversed_by(e.reversed_by->value());
    m.set_trial(e.trial);
    m.set_counts_when_recorded(e.counts_when_recorded);
    m.set_kind(to_wire<wire::EvidenceKind>(e.kind));
    if (e.perhaps) m.set_perhaps(e.perhaps->value());
    if (e.trial_of) m.set_trial_of(e.trial_of->value());
    seal_into(*m.mutable_personal(), e.owner, personal_of(e.notice).SerializeAsString(), with.sealer);
}

TransferReceived read(const wire::TransferReceived& m, const Opening& with) {
    auto e = read_unsealed(m, with);
    const auto personal = open_sealed<wire::TransferPersonal>(m.personal(), with.sealer);
    e.unread = false;
    e.erased = !personal;
    if (personal) read_personal(e.notice, *personal);
    return e;
}

void write(const EvidenceSeen& e, wire::EvidenceSeen& m, const Sealing& with) {
    m.set_transfer(e.transfer.value());
    m.set_feed(text_of(e.feed.text()));
    m.set_kind(to_wire<wire::EvidenceKind>(e.kind));
    write_notice(e.notice, m);
    if (e.reversed_by) m.set_reversed_by(e.reversed_by->value());
    if (e.stall) m.set_stall(e.stall->value());
    if (e.request) m.set_request(e.request->value());
    if (e.request_status) m.set_request_status(to_wire<wire::PaymentRequestStatus>(*e.request_status));
    seal_into(*m.mutable_personal(), e.owner, personal_of(e.notice).SerializeAsString(), with.sealer);
}
EvidenceSeen read(const wire::EvidenceSeen& m, const Opening& with) {
    EvidenceSeen e{.transfer = id_of<TransferId>(m.transfer()),
                   .feed = need(FeedId::parse(m.feed())),
                   .kind = from_wire<EvidenceKind>(m.kind()),
                   .notice = notice_with(m.reference()),
                   .owner = owner_of(m.personal())};
    read_notice(m, e.notice);
    if (m.has_reversed_by()) e.reversed_by = id_of<TransferId>(m.reversed_by());
    if (m.has_stall()) e.stall = id_of<StallId>(m.stall());
    if (m.has_request()) e.request = id_of<PaymentRequestId>(m.request());
    if (m.has_request_status())
        e.request_status = from_wire<merchants::PaymentRequestStatus>(m.request_status());
    const auto personal = open_sealed<wire::TransferPersonal>(m.personal(), with.sealer);
    e.erased = !personal;
    if (personal) read_personal(e.notice, *personal);
    return e;
}

void write(const NoticeConflicted& e, wire::NoticeConflicted& m, const Sealing& with) {
    m.set_feed(text_of(e.feed.text()));
    m.set_reference(text_of(e.reference.text()));
    m.set_recorded(e.recorded.value());
    wire::NoticeConflictedPersonal personal;
    personal.set_notice_digest(std::string{e.notice_digest.bytes()});
    seal_into(*m.mutable_personal(), e.owner, personal.SerializeAsString(), with.sealer);
}
NoticeConflicted read(const wire::NoticeConflicted& m, const Opening& with) {
    NoticeConflicted e{need(FeedId::parse(m.feed())),
                       need(ProviderReference::parse(m.reference())),
                       id_of<TransferId>(m.recorded()),
                       {},
                       owner_of(m.personal())};
    if (const auto personal = open_sealed<wire::NoticeConflictedPersonal>(m.personal(), with.sealer))
        e.notice_digest = hash_of(personal->notice_digest());
    return e;
}

void write(const TransferAssigned& e, wire::TransferAssigned& m, const Sealing&) {
    m.set_transfer(e.transfer.value());
    m.set_stall(e.stall.value());
    m.set_reason(text_of(e.reason));
    if (e.from) m.set_from(e.from->value());
}
TransferAssigned read(const wire::TransferAssigned& m, const Opening&) {
    TransferAssigned e{id_of<TransferId>(m.transfer()), id_of<StallId>(m.stall()), text_of(m.reason())};
    if (m.has_from()) e.from = id_of<StallId>(m.from());
    return e;
}

void write(const TransferClaimed& e, wire::TransferClaimed& m, const Sealing&) {
    m.set_transfer(e.transfer.value());
    m.set_stall(e.stall.value());
}
TransferClaimed read(const wire::TransferClaimed& m, const Opening&) {
    return {id_of<TransferId>(m.transfer()), id_of<StallId>(m.stall())};
}

void write(const TransferClaimDisputed& e, wire::TransferClaimDisputed& m, const Sealing&) {
    m.set_transfer(e.transfer.value());
    m.set_stall(e.stall.value());
}
TransferClaimDisputed read(const wire::TransferClaimDisputed& m, const Opening&) {
    return {id_of<TransferId>(m.transfer()), id_of<StallId>(m.stall())};
}

void write(const LedgerMarkedTrial&, wire::LedgerMarkedTrial&, const Sealing&) {}
LedgerMarkedTrial read(const wire::LedgerMarkedTrial&, const Opening& with) {
    if (with.sequence != Sequence{}) malformed();
    return {};
}

}  // namespace choqr::book
