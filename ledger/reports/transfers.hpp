#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "book/events.hpp"

namespace choqr::reports {

class Readers;

/// A transfer as the outside sees it.
struct TransferRow {
    Sequence sequence;
    TransferId id;
    FeedId provider;
    ProviderReference provider_reference;
    Vnd amount;
    Instant booked_at;
    Instant received_at;
    std::optional<MarketId> market;
    std::optional<StallId> stall;
    std::optional<PaymentRequestId> payment_request;
    book::TransferStatus status = book::TransferStatus::unmatched;
    merchants::MatchBasis basis = merchants::MatchBasis::none_no_clue;
    std::string debtor_account_tail;  ///< Last four characters, for the vendor's question "is this yours?".
    std::string remittance_information;  ///< Empty once erased.
    bool trial = false;                  ///< By the demonstration wallet: in no number.
    bool counts_when_recorded = false;   ///< Its booking time is not believed: in the numbers by received_at.
};

/// What another feed told of a transfer that was recorded already.
struct EvidenceRow {
    FeedId provider;
    ProviderReference provider_reference;
    book::EvidenceKind kind = book::EvidenceKind::notice;
    Instant booked_at;
    Instant received_at;
};

struct TransferFilter {
    std::optional<MarketId> market = std::nullopt;
    std::optional<StallId> stall = std::nullopt;
    std::optional<book::TransferStatus> status = std::nullopt;
    std::optional<Day> day =
        std::nullopt;  ///< Business day of the stall's market (of Vietnam at 00:00 when unmatched).
    std::optional<Sequence> after = std::nullopt;  ///< Only with a greater sequence.
    std::optional<Sequence> before = std::nullopt;
    bool newest_first = false;
    std::size_t limit = 100;
};

/// Transfers one by one. What of them a reader may see is statistics::Disclosure's to say. Any thread;
/// `readers` outlives it.
class Transfers {
public:
    explicit Transfers(Readers& readers) : readers_{readers} {}

    Result<std::optional<TransferRow>> transfer(TransferId id) const;
    /// In the order in which it came.
    Result<std::vector<EvidenceRow>> evidence(TransferId id) const;
    Result<std::vector<TransferRow>> transfers(const TransferFilter& filter) const;

private:
    Readers& readers_;
};

}  // namespace choqr::reports
