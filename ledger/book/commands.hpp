#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "merchants/feed_bounds.hpp"
#include "merchants/places.hpp"
#include "merchants/transfer_notice.hpp"

namespace choqr::book {

// What people and providers ask for. Values are already checked for form (labels, ranges); whether the ledger allows it is
// decide()'s business.

/// How long the code of a closed request stays taken: late money must not find a stranger. As long waits the
/// code of a closed stall that was never used though a picture of it could be made.
inline constexpr std::chrono::days closed_codes_kept{90};
/// Beside its stalls, a market may have closed this many times its quota within closed_codes_kept: memory
/// that a mistaken import and its correction need, and no more.
inline constexpr std::size_t closed_quotas = 2;

struct RegisterMarket {
    std::string name, code, province, commune;
    std::chrono::minutes business_day_cutoff{0};
};

struct VendorDetails {
    merchants::VendorKind kind = merchants::VendorKind::person;
    std::string name;
    std::optional<std::string> phone;
    friend bool operator==(const VendorDetails&, const VendorDetails&) = default;
};

struct RegisterStall {
    MarketId market;
    merchants::PointKind kind = merchants::PointKind::stall;
    std::string code, zone, goods;
    std::optional<VendorDetails> vendor;
    std::vector<merchants::Account> accounts;
};

/// What is absent stays as it is.
struct ChangeMarket {
    MarketId market;
    std::optional<std::chrono::days> watch_period;  ///< 0 to Market::watch_period_max.
    std::optional<std::uint32_t> stalls_max{};      ///< 1 to Market::stalls_max_limit.
};

/// What is absent stays as it is.
struct ChangeStall {
    StallId stall;
    std::optional<std::string> zone, goods;
    std::optional<VendorDetails> vendor;
    std::optional<std::vector<merchants::Account>> accounts;
};

struct SuspendStall {
    StallId stall;
    std::string reason;
};
struct ResumeStall {
    StallId stall;
};
/// For good.
struct CloseStall {
    StallId stall;
    std::string reason;
};

struct OpenPaymentRequest {
    StallId stall;
    Vnd amount;
    std::string description;
    std::optional<std::chrono::seconds> expires_in;  ///< Absent: expires_in_default. No request is for ever.

    static constexpr std::chrono::days expires_in_default{7}, expires_in_max{30};
};
struct CancelPaymentRequest {
    PaymentRequestId request;
};

/// Says that no money in this ledger is real, for ever. Only a ledger that holds nothing yet can be marked.
struct MarkLedgerTrial {};

struct RecordTransfer {
    FeedId feed;
    merchants::TransferNotice notice;
    std::shared_ptr<const merchants::FeedBounds>
        bounds{};        ///< Of the feed, as its configuration has them now; null: none.
    bool trial = false;  ///< Paid by the demonstration wallet: not money, unless the whole ledger is a trial.
};
/// A person says where an unmatched transfer belongs.
struct AssignTransfer {
    TransferId transfer;
    StallId stall;
    std::string reason;
};

enum class Role { operator_, board, vendor, provider };

/// Only the hash of a token is ever stored.
struct IssueToken {
    Role role = Role::board;
    std::optional<MarketId> market;  ///< A board's.
    std::optional<StallId> stall;    ///< A vendor's.
    std::optional<FeedId> feed;      ///< A provider's.
    std::string label;
    Hash token_hash;
};
struct RevokeToken {
    TokenId token;
};

/// The numbers of a market's business day, as its report shows them at closing (reports::Counts has the definitions).
struct DayTotals {
    std::int64_t total_stalls = 0, registered = 0, active = 0;
    std::int64_t transactions = 0;
    VndSum amount;
    std::int64_t unmatched = 0;
    VndSum unmatched_amount;
    std::int64_t collection_point_transactions = 0;
    VndSum collection_point_amount;
    friend bool operator==(const DayTotals&, const DayTotals&) = default;
};

/// Seals a business day that is over. The book keeps only the recent, so whoever asks brings the totals from the reports and
/// says how far they reach; if anything that counts has happened since, the answer is stale_totals: count again and ask again.
struct CloseDay {
    MarketId market;
    Day day;
    DayTotals totals;
    Sequence counted_before;  ///< The totals hold what every event before this one means.
    Hash root{};              ///< Of the tree before the event. The sequencer sets it: nobody else stands at that moment.
};

/// The vendor's personal data go: the one who asks destroys the vendor's key once the event is durable. Money stays.
struct EraseVendor {
    VendorId vendor;
    std::string reason;  ///< Stays in the ledger for ever: no names in it.
};

struct PrintedStand {
    StallId stall;
    std::uint32_t version = 0;
    friend auto operator<=>(const PrintedStand&, const PrintedStand&) = default;
};
/// Somebody has printed these stands: those versions, whatever is due by now.
struct RecordStandsPrinted {
    MarketId market;
    std::vector<PrintedStand> stands;
};

/// Time has passed: expires what is due. Sent by the sequencer's timer; the only way an expiry comes about.
struct Tick {};

using Request =
    std::variant<RegisterMarket, RegisterStall, ChangeStall, SuspendStall, ResumeStall, OpenPaymentRequest,
                 CancelPaymentRequest, RecordTransfer, AssignTransfer, IssueToken, RevokeToken, CloseDay,
                 EraseVendor, RecordStandsPrinted, ChangeMarket, CloseStall, MarkLedgerTrial, Tick>;

/// The client's Idempotency-Key, bound to who sent it and to what was asked.
struct Idempotency {
    Hash key;   ///< Over the caller's token, the route and the key.
    Hash body;  ///< Over the request; the same key with another body is refused.
    friend bool operator==(const Idempotency&, const Idempotency&) = default;
};

struct Command {
    Request request;
    std::string actor;  ///< Who asked, for the record: a token's id, "feed:sepay-main", "operator", "clock".
    std::optional<Idempotency> idempotency;
};

}  // namespace choqr::book
