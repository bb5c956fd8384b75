#pragma once

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/assert.hpp"
#include "book/events.hpp"
#include "reports/sqlite.hpp"

namespace choqr::reports {

/// Writes what events mean into the tables of schema.hpp. Used inside a write transaction by one thread; throws
/// sqlite::Failure, after which the caller rolls back and calls forget().
class Projection {
public:
    explicit Projection(sqlite::Database& database) : database_{database} {}

    void apply(const book::RecordedEvent& event);
    /// Writes the sums that apply() has gathered: once per transaction instead of once per transfer.
    void flush();
    /// Drops what was gathered or remembered of a transaction that was rolled back.
    void forget();

private:
    struct Place {  ///< What a transfer needs to know of its stall; never changes.
        MarketId market;
        merchants::PointKind kind;
        std::chrono::minutes cutoff;
    };
    struct Stored {  ///< What a later event needs to know of a stored transfer.
        std::optional<StallId> stall;
        std::optional<PaymentRequestId> request;
        book::TransferStatus status;
        std::int64_t feed, amount, day, counted;
        Instant counts_at;
        bool trial;
    };
    struct Sum {
        std::int64_t transactions = 0, amount = 0;
    };

    void on(const book::RecordedEvent&, const book::MarketRegistered&);
    void on(const book::RecordedEvent&, const book::StallRegistered&);
    void on(const book::RecordedEvent&, const book::StallChanged&);
    void on(const book::RecordedEvent&, const book::StallSuspended&);
    void on(const book::RecordedEvent&, const book::StallResumed&);
    void on(const book::RecordedEvent&, const book::PaymentRequestOpened&);
    void on(const book::RecordedEvent&, const book::PaymentRequestExpired&);
    void on(const book::RecordedEvent&, const book::PaymentRequestCancelled&);
    void on(const book::RecordedEvent&, const book::TransferReceived&);
    void on(const book::RecordedEvent&, const book::NoticeConflicted&);
    void on(const book::RecordedEvent&, const book::TransferAssigned&);
    void on(const book::RecordedEvent&, const book::TokenIssued&);
    void on(const book::RecordedEvent&, const book::TokenRevoked&);
    void on(const book::RecordedEvent&, const book::DayClosed&);
    void on(const book::RecordedEvent&, const book::VendorErased&);
    void on(const book::RecordedEvent&, const book::StandsPrinted&);
    void on(const book::RecordedEvent&, const book::MarketChanged&);
    void on(const book::RecordedEvent&, const book::StallClosed&);
    void on(const book::RecordedEvent&, const book::LedgerMarkedTrial&) {}  // Of the ledger: no row says it.

    void put_status(const book::RecordedEvent&, StallId stall, merchants::StallStatus status);
    void put_stand(const book::RecordedEvent&, const merchants::Stall& stall);
    void put_accounts(const book::RecordedEvent&, const merchants::Stall& stall);
    void reverse(const book::RecordedEvent&, const book::TransferReceived& reversal);
    Stored stored(TransferId id);
    std::int64_t feed_number(const FeedId& feed);
    Place place_of(StallId stall);
    struct Payment {
        TransferId id;
        StallId stall;
        std::int64_t feed, day, amount;
        Instant counts_at;
    };
    /// Adds (`by` 1) or takes back (-1) a payment: in the day's numbers, or beside them if the day is closed.
    void count(const book::RecordedEvent&, const Payment& payment, std::int64_t by);
    void adjust(const book::RecordedEvent&, const Payment& payment, std::int64_t by);
    bool closed(MarketId market, std::int64_t day);
    /// The column `counted` of a payment.
    std::int64_t counted_as(const Place& place, std::int64_t day);

    sqlite::Database& database_;
    std::unordered_map<StallId, Place> places_;
    std::unordered_map<FeedId, std::int64_t> feeds_;
    std::optional<std::set<std::pair<MarketId, std::int64_t>>> closed_days_;  ///< Read when first asked.
    std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, Sum> stall_days_;      ///< stall, day, feed
    std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, Sum> market_hours_;    ///< market, day, hour
};

/// Sorts as people walk the aisles: by zone, then by code, "B-2" before "B-10".
std::string aisle_key(std::string_view zone, std::string_view code);

/// Of four columns: stand_version, stand_since, stand_account_version, stand_printed.
merchants::StandState stand_at(const sqlite::Rows& row, int column);

/// Days since 1970-01-01.
std::int64_t day_number(Day day);
std::int64_t milliseconds_of(Instant instant);

}  // namespace choqr::reports
