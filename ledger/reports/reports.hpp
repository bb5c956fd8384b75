#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "book/book.hpp"
#include "book/events.hpp"
#include "reports/errc.hpp"

namespace choqr::reports {

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
    std::string debtor_account_tail;       ///< Last four characters, for the vendor's question "is this yours?".
    std::string remittance_information;    ///< Empty once erased.
    bool trial = false;                    ///< By the demonstration wallet: in no number.
    bool counts_when_recorded = false;  ///< Its booking time is not believed: in the numbers by received_at.
};

struct TransferFilter {
    std::optional<MarketId> market = std::nullopt;
    std::optional<StallId> stall = std::nullopt;
    std::optional<book::TransferStatus> status = std::nullopt;
    std::optional<Day> day = std::nullopt;                ///< Business day of the stall's market (of Vietnam at 00:00 when unmatched).
    std::optional<Sequence> after = std::nullopt;         ///< Only with a greater sequence.
    std::optional<Sequence> before = std::nullopt;
    bool newest_first = false;
    std::size_t limit = 100;
};

struct StandFilter {
    MarketId market;
    std::optional<std::string> zone = std::nullopt;
    std::optional<StallId> after = std::nullopt;  ///< Only behind this one in aisle order.
    std::size_t limit = 1'000;
};

/// The numbers of a market's daily report over one day or a range of days (ledger/reports/README.md has the definitions).
/// Money counts on the business day on which it was booked, however late we heard of it; stalls count as they stood at the
/// end of the period.
struct Counts {
    std::int64_t total_stalls = 0;      ///< N0: open stalls at the end of the period
    std::int64_t registered = 0;        ///< N1: of these, with an account
    std::int64_t first_payment = 0;     ///< N3: of these, with at least one payment ever
    std::int64_t active_week = 0;       ///< N4: at least one payment in the seven days that end with the period
    std::int64_t active = 0;            ///< stalls with at least one payment in the period
    std::int64_t active_stall_days = 0; ///< sum over days of stalls active that day
    std::int64_t transactions = 0;      ///< T1
    VndSum amount;                      ///< T2
    std::optional<Vnd> median_amount;   ///< T4; lower median
    std::int64_t unmatched = 0;         ///< M1: the whole ledger's credits of the period that no stall has claimed
    VndSum unmatched_amount;
    std::int64_t reversed = 0;          ///< payments of the period that were taken back
    std::int64_t collection_point_transactions = 0;  ///< at the points that are not stalls; in none of the numbers above
    VndSum collection_point_amount;
    /// Key: a stall's id ("st17"), a zone's name, a feed. Stalls: 1, the zone's open stalls, the stalls paid through the
    /// feed. by_stall and by_provider hold only those with a payment; sorted by key (stalls by id).
    struct Group { std::string key; std::int64_t stalls = 0, active = 0, transactions = 0; VndSum amount; };
    std::vector<Group> by_stall, by_zone, by_provider;
    std::array<std::int64_t, 24> by_hour{};  ///< transactions by local hour of booking
};

/// What changed about a closed day: its numbers stay as they were at closing, and this stands beside them.
struct Adjustment {
    Sequence sequence;
    Instant recorded_at;
    Day day;
    TransferId transfer;
    StallId stall;
    bool at_collection_point = false;
    std::int64_t transactions = 0;  ///< 1, or -1 for a payment that was taken back.
    std::int64_t amount = 0;        ///< Signed, in dong.
};

struct DayClose {
    Day day;
    Sequence sequence;  ///< Of the event, and the size of the tree before it.
    Instant closed_at;
    book::DayTotals totals;
    Hash root;          ///< Of the tree before it.
};

/// A day's totals as the reports know them at one moment.
struct CountedDay {
    book::DayTotals totals;
    Sequence counted_before;  ///< Every event before this one is in them.
};

struct TokenRow {
    TokenId id;
    book::Role role;
    std::optional<MarketId> market;
    std::optional<StallId> stall;
    std::optional<FeedId> feed;
    std::string label;
    bool revoked = false;
};

/// The SQLite follower of the journal: rows and position in one transaction; may be deleted and is rebuilt from sequence 0.
/// Reading methods: any thread (each thread has a read connection of its own). apply(): one thread, the follower's.
/// Every error is an I/O or SQLite error with a sentence; a database of another ledger or a newer schema is refused
/// (rebuild it by deleting the file).
class Reports {
public:
    /// Makes the file if it is missing. `ledger` is the journal's identity, any bytes: a file that follows another ledger
    /// is refused; empty asks for nothing. ":memory:" gives one that dies with the object. A file of an older schema is
    /// emptied: the follower rebuilds it.
    static Result<std::unique_ptr<Reports>> open(const std::filesystem::path& file, std::string_view ledger = {});
    /// Deletes the file and what belongs to it, so that open() starts anew. Nobody may have it open.
    static void discard(const std::filesystem::path& file);
    virtual ~Reports() = default;

    /// The next sequence to apply: all before it are in the tables. Any thread.
    virtual Sequence position() const = 0;
    /// Applies consecutive events starting at position() in one transaction: all or nothing, and position() says which.
    virtual Result<void> apply(const std::vector<book::RecordedEvent>& events) = 0;

    /// Keeps `snapshot` in place of the one before; does nothing if it is ahead of position(), or older than an erasure
    /// applied since the file was opened: applying VendorErased drops the one that is kept, as its bytes hold what is to
    /// go. The thread of apply().
    virtual Result<void> keep_snapshot(const book::Book::Snapshot& snapshot) = 0;
    /// The one that is kept. The reports hold all before its sequence.
    virtual Result<std::optional<book::Book::Snapshot>> snapshot() const = 0;

    virtual Result<std::optional<merchants::Market>> market(MarketId id) const = 0;
    virtual Result<std::optional<merchants::Market>> market_by_code(std::string_view code) const = 0;
    virtual Result<std::vector<merchants::Market>> markets(std::optional<MarketId> after, std::size_t limit) const = 0;
    virtual Result<std::optional<merchants::Stall>> stall(StallId id) const = 0;
    /// The latest that had it: a closed stall's code may be given again.
    virtual Result<std::optional<merchants::Stall>> stall_by_transfer_code(merchants::StallCode code) const = 0;
    /// Those that are not closed, in aisle order: zone, then code with numbers compared as numbers.
    virtual Result<std::vector<merchants::Stall>> stalls(MarketId market, std::optional<StallId> after, std::size_t limit) const = 0;
    virtual Result<std::int64_t> stalls_closed_since(MarketId market, Instant since) const = 0;
    /// The stalls whose stand is to be printed (again), in aisle order.
    virtual Result<std::vector<merchants::Stall>> stands_to_print(const StandFilter& filter) const = 0;
    virtual Result<std::optional<merchants::PaymentRequest>> payment_request(PaymentRequestId id) const = 0;
    virtual Result<std::vector<merchants::PaymentRequest>> payment_requests(StallId stall, std::size_t limit) const = 0;
    virtual Result<std::optional<TransferRow>> transfer(TransferId id) const = 0;
    virtual Result<std::vector<TransferRow>> transfers(const TransferFilter& filter) const = 0;
    virtual Result<std::optional<TokenRow>> token_by_hash(const Hash& hash) const = 0;
    virtual Result<std::vector<TokenRow>> tokens() const = 0;
    virtual Result<std::optional<book::KnownTransfer>> known_transfer(const FeedId& feed, const ProviderReference& reference) const = 0;
    virtual Result<std::optional<Sequence>> created_by(const Hash& idempotency_key) const = 0;

    /// `from` to `to` inclusive, business days of the market.
    virtual Result<Counts> counts(MarketId market, Day from, Day to) const = 0;

    /// For closing a day: one moment's totals. Nothing if there is no such market.
    virtual Result<std::optional<CountedDay>> day_totals(MarketId market, Day day) const = 0;
    /// The closed days among `from` to `to`, in order, and what came to them later, in the order in which it came.
    virtual Result<std::vector<DayClose>> day_closes(MarketId market, Day from, Day to) const = 0;
    virtual Result<std::vector<Adjustment>> adjustments(MarketId market, Day from, Day to) const = 0;
    /// Of a feed: when its last notice was recorded, and how many. Trials are none.
    struct FeedRow { FeedId feed; Instant last_received_at; std::int64_t transfers = 0; };
    virtual Result<std::vector<FeedRow>> feeds() const = 0;

    /// A look at the file that changes nothing, beside whoever writes it.
    struct Glance {
        Sequence position;
        std::vector<FeedRow> feeds;
    };
    static Result<Glance> glance(const std::filesystem::path& file);

    /// All that a file holds at one moment. SQLite has no checksums: a flipped bit in a row is found only by holding the file
    /// against another one, made from the same events.
    struct Content {
        Sequence position;
        Hash rows;
    };
    /// Reads the whole file, indexes too, and changes nothing, beside whoever writes it. An error that says_damaged() if
    /// SQLite itself finds it inconsistent.
    static Result<Content> examine(const std::filesystem::path& file);

    /// recorded_at of the last event applied; nothing before the first.
    virtual std::optional<Instant> last_recorded_at() const = 0;

    /// Every row that the projection holds, in a fixed order: equal text means equal projections.
    virtual Result<std::string> fingerprint() const = 0;
};

}  // namespace choqr::reports
