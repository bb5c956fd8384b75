#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/assert.hpp"
#include "book/events.hpp"
#include "reports/payees.hpp"
#include "reports/retention.hpp"
#include "reports/roll_ups.hpp"

namespace choqr::reports {

/// Writes what events mean into the tables of schema.hpp. Used inside a write transaction by one thread;
/// throws sqlite::Failure, after which the caller rolls back and calls forget().
class Projection {
public:
    Projection(sqlite::Database& database, Retention retention)
        : database_{database}, retention_{retention}, roll_ups_{database} {}

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
    struct Heard {
        std::int64_t transfers = 0, last_at = 0;
        void add(std::int64_t moment) {
            ++transfers;
            at(moment);
        }
        void at(std::int64_t moment) { last_at = std::max(last_at, moment); }
    };
#define CHOQR_ROW(number, Event, name, subject) void on(const book::RecordedEvent&, const book::Event&);
    CHOQR_BOOK_EVENTS(CHOQR_ROW)
#undef CHOQR_ROW

    void forget_old_texts(Instant now);
    void put_status(const book::RecordedEvent&, StallId stall, merchants::StallStatus status);
    void put_words(const book::RecordedEvent&, const merchants::Stall& stall);
    void put_stand(const book::RecordedEvent&, const merchants::Stall& stall);
    void put_accounts(const book::RecordedEvent&, const merchants::Stall& stall);
    void put_stall(const book::RecordedEvent&, const merchants::Stall& stall);
    // Changes of accounts (payee_projection.cpp).
    struct PayeeChangeBegun {
        StallId stall;
        PayeeChangeStatus status;
        std::optional<TokenId> by;
        const std::vector<merchants::Account>& accounts;
        std::optional<VendorId> owner;
        std::string_view reason;
    };
    struct PayeeStep {
        PayeeChangeId change;
        bool is_yes;
        TokenId by;
        std::optional<MarketId> market;
        std::string_view reason;
    };
    void begin_payee_change(const book::RecordedEvent&, const PayeeChangeBegun& begun);
    void end_payee_changes(StallId stall, PayeeChangeStatus status);
    void put_payee_step(const book::RecordedEvent&, const PayeeStep& step);
    void note_payees(const book::RecordedEvent&, const book::StallChanged& event);
    std::vector<merchants::Account> accounts_now(StallId stall);
    void put_consent(const book::RecordedEvent&, StallId stall, merchants::ConsentStatus status,
                     std::optional<std::uint32_t> version);
    struct Touched;
    void put_acts(const book::RecordedEvent&);
    void put_acts_of_erasure(const book::RecordedEvent&, VendorId vendor);
    void put_act(const book::RecordedEvent&, const Touched& touched);
    void reverse(const book::RecordedEvent&, TransferId taken_back,
                 std::optional<merchants::PaymentRequestStatus> request_status);
    void went_back(TransferId reversal);
    // What vendors say of money (sales_projection.cpp).
    void put_unclaimed(const book::TransferReceived& event);
    void put_spent(const book::TransferReceived& event);
    void put_claim(const book::RecordedEvent&, TransferId transfer, StallId stall, bool waits);
    void end_claims(TransferId transfer);
    void take_from(const book::RecordedEvent&, TransferId transfer, StallId stall);
    void put_at(const book::RecordedEvent&, TransferId transfer, StallId stall);
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
    const Retention retention_;
    std::optional<std::chrono::sys_days> texts_forgotten_on_;
    RollUps roll_ups_;
    std::unordered_map<StallId, Place> places_;
    std::unordered_map<FeedId, std::int64_t> feeds_;
    std::map<std::int64_t, Heard> heard_;                                     ///< By feed.
    std::optional<std::set<std::pair<MarketId, std::int64_t>>> closed_days_;  ///< Read when first asked.
};

/// Sorts as people walk the aisles: by zone, then by code, "B-2" before "B-10".
std::string aisle_key(std::string_view zone, std::string_view code);

}  // namespace choqr::reports
