#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/sequence.hpp"
#include "book/commands.hpp"
#include "merchants/matching.hpp"

namespace choqr::book {

// What was decided: the book's vocabulary in the domain's own types. events.proto is the same page for the disk; only the
// codec knows both. A field marked (personal) is sealed there and absent once its key was destroyed.

struct MarketRegistered {
    merchants::Market market;
};
/// Also says everything about the vendor and the accounts; ids are those of this event's sequence.
struct StallRegistered {
    merchants::Stall stall;  ///< vendor and account names (personal); of `stand` only the version, 0 if it was recorded without one
};
struct StallChanged {
    merchants::Stall stall;  ///< The stall after the change.
};
struct StallSuspended {
    StallId stall;
    std::string reason;
};
struct StallResumed {
    StallId stall;
};
/// For good. Its number in the market is free again; its code is, once no picture of it can be about
/// (state.hpp).
struct StallClosed {
    StallId stall;
    std::string reason;
};
struct PaymentRequestOpened {
    merchants::PaymentRequest request;  ///< description (personal: people write names into it)
    std::optional<VendorId> owner{};
};
struct PaymentRequestExpired {
    PaymentRequestId request;
};
struct PaymentRequestCancelled {
    PaymentRequestId request;
};

enum class TransferStatus { matched, unmatched, assigned, reversed, outgoing };

/// One transfer, recorded once. Text, debtor and the bytes as received are (personal).
struct TransferReceived {
    TransferId id;
    FeedId feed;
    merchants::TransferNotice notice;
    TransferStatus status = TransferStatus::unmatched;
    merchants::Match match{};
    std::optional<merchants::PaymentRequestStatus> request_status{};  ///< Of the matched request, with this transfer counted.
    std::optional<TransferId> reverses{};     ///< The transfer that becomes `reversed` by this one; `match` is then where it stood.
    std::optional<TransferId> reversed_by{};  ///< The reversal came first: this one is `reversed` from the start.
    std::optional<VendorId> owner{};          ///< Under whose key the personal part is sealed; nobody's while unmatched.
    /// Paid by the demonstration wallet in a ledger of real money: shown, and in no sum, request or day.
    bool trial = false;
    /// Told of too long after it was booked, or before: its booking time is not to be believed, so it counts
    /// on the day on which it was recorded, wherever it counts.
    bool counts_when_recorded = false;
    bool erased = false;                    ///< The key was destroyed: text, debtor and bytes are gone for ever.
    bool unread = false;                    ///< decode_for_replay() left text, debtor and bytes sealed.
};
/// The same provider reference came again with other contents. Nothing is credited; somebody has to look.
struct NoticeConflicted {
    FeedId feed;
    ProviderReference reference;
    TransferId recorded;
    Hash notice_digest;  ///< Of the contents that differ; the same conflict is recorded once. (personal: it tells guesses apart)
    std::optional<VendorId> owner{};  ///< As of the recorded transfer; nobody once its owner was erased, and no text is in the digest then.
};
struct TransferAssigned {
    TransferId transfer;
    StallId stall;
    std::string reason;
};
struct TokenIssued {
    TokenId id;
    IssueToken token;
};
struct TokenRevoked {
    TokenId token;
};

/// A market's business day is sealed. What the records before this one say about the day is in the totals; what later ones
/// say is an adjustment. Alone in its batch, so the tree before it has this event's sequence as its size, and `root`.
struct DayClosed {
    MarketId market;
    Day day;
    DayTotals totals;
    Hash root;
};
/// The vendor's key is destroyed right after this is durable: names, phones, texts and payers under it can be read no more.
/// From here on the vendor's stalls have no known vendor.
struct VendorErased {
    VendorId vendor;
    std::string reason;
};

/// These versions of these stalls' stands were printed.
struct StandsPrinted {
    MarketId market;
    std::vector<PrintedStand> stands;
};
/// What is absent stayed as it was.
struct MarketChanged {
    MarketId market;
    std::optional<std::chrono::days> watch_period;
    std::optional<std::uint32_t> stalls_max{};
};
/// No money in this ledger is real. Only ever the first event of all.
struct LedgerMarkedTrial {};

using Event =
    std::variant<MarketRegistered, StallRegistered, StallChanged, StallSuspended, StallResumed,
                 PaymentRequestOpened, PaymentRequestExpired, PaymentRequestCancelled, TransferReceived,
                 NoticeConflicted, TransferAssigned, TokenIssued, TokenRevoked, DayClosed, VendorErased,
                 StandsPrinted, MarketChanged, StallClosed, LedgerMarkedTrial>;

/// An event with what the sequencer stamped on it once. Time comes from here on every replay, never from a clock.
struct RecordedEvent {
    Sequence sequence;
    Instant recorded_at;
    std::string actor;
    std::optional<Idempotency> idempotency;
    Event event;
};

/// The moment by which a transfer belongs to a day and an hour.
inline Instant counts_at(const TransferReceived& transfer, Instant recorded_at) {
    return transfer.counts_when_recorded ? recorded_at : transfer.notice.booked_at;
}

}  // namespace choqr::book
