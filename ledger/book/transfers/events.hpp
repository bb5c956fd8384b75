#pragma once

#include <optional>
#include <string>

#include "base/hash.hpp"
#include "book/transfers/commands.hpp"
#include "book/transfers/fields.hpp"
#include "merchants/matching.hpp"

namespace choqr::book {

enum class TransferStatus { matched, unmatched, assigned, reversed, outgoing };

/// One transfer, recorded once. Text, debtor and the bytes as received are (personal).
struct TransferReceived {
    TransferId id;
    FeedId feed;
    merchants::TransferNotice notice;
    TransferStatus status = TransferStatus::unmatched;
    merchants::Match match{};
    std::optional<merchants::PaymentRequestStatus>
        request_status{};  ///< Of the matched request, with this transfer counted.
    std::optional<TransferId>
        reverses{};  ///< The transfer that becomes `reversed` by this one; `match` is then where it stood.
    std::optional<TransferId>
        reversed_by{};  ///< The reversal came first: this one is `reversed` from the start.
    std::optional<VendorId>
        owner{};  ///< Under whose key the personal part is sealed; nobody's while unmatched.
    /// Paid by the demonstration wallet in a ledger of real money, or with a request that is a trial: shown,
    /// and in no sum, request or day.
    bool trial = false;
    /// Told of too long after it was booked, or before: its booking time is not to be believed, so it counts
    /// on the day on which it was recorded, wherever it counts.
    bool counts_when_recorded = false;
    EvidenceKind kind = EvidenceKind::notice;
    /// Of which this may be another telling. It stands beside it, at no stall, and a person is asked.
    std::optional<TransferId> perhaps{};
    /// It pays a request that is a trial: that is why it is one, though a bank moved it.
    std::optional<PaymentRequestId> trial_of{};
    bool erased = false;  ///< The key was destroyed: text, debtor and bytes are gone for ever.
    bool unread = false;  ///< decode_for_replay() left text, debtor and bytes sealed.
    Hash digest{};  ///< Book::digest() of the notice, made once where it was decided; all zero: not at hand.
                    ///< Not recorded.
};
template <>
struct Fields<TransferReceived> {
    using E = TransferReceived;
    static constexpr auto list = std::tuple{field("transfer_id", &E::id),
                                            field("provider", &E::feed),
                                            field("notice", &E::notice, {.inlined = true}),
                                            field("status", &E::status),
                                            field("match", &E::match, {.inlined = true}),
                                            field("payment_request_status", &E::request_status),
                                            field("reverses", &E::reverses),
                                            field("reversed_by", &E::reversed_by),
                                            field("owner", &E::owner, {.hidden = true}),
                                            field("trial", &E::trial),
                                            field("counts_when_recorded", &E::counts_when_recorded),
                                            field("evidence", &E::kind, {.if_any = true}),
                                            field("perhaps", &E::perhaps, {.if_any = true}),
                                            field("trial_of", &E::trial_of, {.if_any = true}),
                                            field("erased", &E::erased),
                                            field("unread", &E::unread, {.hidden = true}),
                                            field("digest", &E::digest, {.hidden = true})};
};

/// Another feed's telling of a transfer that stands in the ledger. Nothing is credited by it, and nothing is
/// announced. Text, debtor and the bytes as received are (personal).
struct EvidenceSeen {
    TransferId transfer;
    FeedId feed;
    EvidenceKind kind = EvidenceKind::notice;
    merchants::TransferNotice notice;
    /// The reversal that this feed told of before: it takes the transfer back, of which stall and request,
    /// with the request's status afterwards.
    std::optional<TransferId> reversed_by{};
    std::optional<StallId> stall{};
    std::optional<PaymentRequestId> request{};
    std::optional<merchants::PaymentRequestStatus> request_status{};
    std::optional<VendorId>
        owner{};          ///< Under whose key the personal part is sealed: whose stall it was then.
    bool erased = false;  ///< The key was destroyed: text, debtor and bytes are gone for ever.
    Hash digest{};        ///< As in TransferReceived.
};
template <>
struct Fields<EvidenceSeen> {
    using E = EvidenceSeen;
    static constexpr auto list = std::tuple{field("transfer_id", &E::transfer),
                                            field("provider", &E::feed),
                                            field("evidence", &E::kind),
                                            field("notice", &E::notice, {.inlined = true}),
                                            field("reversed_by", &E::reversed_by),
                                            field("stall_id", &E::stall),
                                            field("payment_request_id", &E::request),
                                            field("payment_request_status", &E::request_status),
                                            field("owner", &E::owner, {.hidden = true}),
                                            field("erased", &E::erased),
                                            field("digest", &E::digest, {.hidden = true})};
};

/// The moment by which a transfer belongs to a day and an hour.
inline Instant counts_at(const TransferReceived& transfer, Instant recorded_at) {
    return transfer.counts_when_recorded ? recorded_at : transfer.notice.booked_at;
}

/// Whether a stall that has its account may say that it is its own. Not where its feed, its date or its being
/// money at all is in doubt: those wait for a person.
bool may_be_claimed(const TransferReceived& transfer);

/// The same provider reference came again with other contents. Nothing is credited; somebody has to look.
struct NoticeConflicted {
    FeedId feed;
    ProviderReference reference;
    TransferId recorded;
    Hash notice_digest;  ///< Of the contents that differ; the same conflict is recorded once. (personal: it
                         ///< tells guesses apart)
    std::optional<VendorId> owner{};  ///< As of the recorded transfer; nobody once its owner was erased, and
                                      ///< no text is in the digest then.
};
template <>
struct Fields<NoticeConflicted> {
    using E = NoticeConflicted;
    static constexpr auto list = std::tuple{
        field("provider", &E::feed), field("provider_reference", &E::reference),
        field("transfer_id", &E::recorded), field("notice_digest", &E::notice_digest, {.hidden = true}),
        field("owner", &E::owner, {.hidden = true})};
};

/// A person said where it belongs. Whatever was claimed of it is settled by that.
struct TransferAssigned {
    TransferId transfer;
    StallId stall;
    std::string reason;
    std::optional<StallId> from{};  ///< Where a claim had put it until now: perhaps where it stays.
};
template <>
struct Fields<TransferAssigned> {
    using E = TransferAssigned;
    static constexpr auto list =
        std::tuple{field("transfer_id", &E::transfer), field("stall_id", &E::stall),
                   field("reason", &E::reason), field("from_stall_id", &E::from, {.if_any = true})};
};

/// A stall that has its account says that it is its own, and has it from here on.
struct TransferClaimed {
    TransferId transfer;
    StallId stall;
};
template <>
struct Fields<TransferClaimed> {
    using E = TransferClaimed;
    static constexpr auto list = std::tuple{field("transfer_id", &E::transfer), field("stall_id", &E::stall)};
};

/// Another stall that has the account, or had it, says the same. The money stays where it is until a person
/// has looked.
struct TransferClaimDisputed {
    TransferId transfer;
    StallId stall;
};
template <>
struct Fields<TransferClaimDisputed> {
    using E = TransferClaimDisputed;
    static constexpr auto list = std::tuple{field("transfer_id", &E::transfer), field("stall_id", &E::stall)};
};

/// No money in this ledger is real. Only ever the first event of all.
struct LedgerMarkedTrial {};
template <>
struct Fields<LedgerMarkedTrial> {
    static constexpr auto list = std::tuple{};
};

}  // namespace choqr::book
