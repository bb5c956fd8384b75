#pragma once

#include "book/wire.hpp"

// A transfer read from protobuf's message or from the replay's own view of the same bytes
// (replay/transfer_view.hpp): what the fields mean is said once.
namespace choqr::book {

/// All but the reference and what is sealed.
template <class Message>
void read_notice(const Message& m, merchants::TransferNotice& notice) {
    notice.direction = from_wire<merchants::Direction>(m.direction());
    notice.creditor_bin = parsed_if_any<Bin>(m.creditor_bin());
    notice.creditor_account = parsed_if_any<AccountNumber>(m.creditor_account());
    notice.virtual_account = parsed_if_any<AccountNumber>(m.virtual_account());
    notice.amount = vnd_of(m.amount());
    notice.booked_at = instant_of(m.booked_at());
    notice.reversal_of = parsed_if_any<ProviderReference>(m.reversal_of());
    notice.bank_reference = text_of(m.bank_reference());
    notice.booked_at_told = !m.booking_time_untold();
}

/// What was decided about it.
template <class Message>
void read_decision(const Message& m, TransferReceived& e) {
    e.status = from_wire<TransferStatus>(m.status());
    e.match.basis = from_wire<merchants::MatchBasis>(m.basis());
    e.match.stall = m.has_stall() ? std::optional{id_of<StallId>(m.stall())} : std::nullopt;
    e.match.request = m.has_request() ? std::optional{id_of<PaymentRequestId>(m.request())} : std::nullopt;
    e.request_status = m.has_request_status()
                           ? std::optional{from_wire<merchants::PaymentRequestStatus>(m.request_status())}
                           : std::nullopt;
    e.reverses = m.has_reverses() ? std::optional{id_of<TransferId>(m.reverses())} : std::nullopt;
    e.reversed_by = m.has_reversed_by() ? std::optional{id_of<TransferId>(m.reversed_by())} : std::nullopt;
    e.owner = owner_of(m.personal());
    e.trial = m.trial();
    e.counts_when_recorded = m.counts_when_recorded();
    e.kind = from_wire<EvidenceKind>(m.kind());
    e.perhaps = m.has_perhaps() ? std::optional{id_of<TransferId>(m.perhaps())} : std::nullopt;
    e.trial_of = m.has_trial_of() ? std::optional{id_of<PaymentRequestId>(m.trial_of())} : std::nullopt;
    e.erased = false;
    e.unread = true;
}

/// Nothing but the reference.
inline merchants::TransferNotice notice_with(std::string_view reference) {
    return {.reference = need(ProviderReference::parse(reference)),
            .direction = {},
            .creditor_bin = {},
            .creditor_account = {},
            .virtual_account = {},
            .amount = {},
            .remittance_information = {},
            .booked_at = {},
            .debtor = {},
            .reversal_of = {},
            .bank_reference = {},
            .as_received = {}};
}

template <class Message>
requires requires(const Message& m) { m.creditor_account(); }
TransferReceived read_unsealed(const Message& m, const Opening& with) {
    TransferReceived e{.id = TransferId{with.sequence},
                       .feed = need(FeedId::parse(m.feed())),
                       .notice = notice_with(m.reference())};
    read_notice(m, e.notice);
    read_decision(m, e);
    return e;
}

}  // namespace choqr::book
