#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "book/book.hpp"
#include "book/events.hpp"
#include "reports/acts.hpp"
#include "reports/consents.hpp"
#include "reports/days.hpp"
#include "reports/errc.hpp"
#include "reports/feeds.hpp"
#include "reports/payees.hpp"
#include "reports/places.hpp"
#include "reports/recorded.hpp"
#include "reports/requests.hpp"
#include "reports/retention.hpp"
#include "reports/sales.hpp"
#include "reports/stands.hpp"
#include "reports/tokens.hpp"
#include "reports/transfers.hpp"
#include "reports/visits.hpp"

namespace choqr::reports {

/// The SQLite follower of the journal: rows and position in one transaction; may be deleted and is rebuilt
/// from sequence 0. What is asked of it stands by subject in headers of their own: whoever needs transfers
/// takes a `const Transfers&`. Reading: any thread (each read has a connection of its own). apply(): one
/// thread, the follower's. Every error is an I/O or SQLite error with a sentence; a database of another
/// ledger is refused (rebuild it by deleting the file).
class Reports final : public Places,
                      public Stands,
                      public Requests,
                      public Transfers,
                      public Feeds,
                      public Recorded,
                      public Tokens,
                      public Payees,
                      public Consents,
                      public Acts,
                      public Sales,
                      public Visits,
                      public Days {
public:
    using MarketReport = reports::MarketReport;
    using FeedRow = reports::FeedRow;

    /// Makes the file if it is missing. `ledger` is the journal's identity, any bytes: a file that follows
    /// another ledger is refused; empty asks for nothing. ":memory:" gives one that dies with the object. A
    /// file of another version of choqr, or of another retention, is emptied: the follower rebuilds it.
    /// Without `retention` the file's own holds.
    static Result<std::unique_ptr<Reports>> open(const std::filesystem::path& file,
                                                 std::string_view ledger = {},
                                                 std::optional<Retention> retention = {});
    /// Deletes the file and what belongs to it, so that open() starts anew. Nobody may have it open.
    static void discard(const std::filesystem::path& file);
    ~Reports();
    Reports(const Reports&) = delete;
    Reports& operator=(const Reports&) = delete;

    /// The next sequence to apply: all before it are in the tables. Any thread.
    Sequence position() const;
    /// Applies consecutive events starting at position() in one transaction: all or nothing, and position()
    /// says which.
    Result<void> apply(const std::vector<book::RecordedEvent>& events);

    /// Keeps `snapshot` in place of the one before; does nothing if it is ahead of position(), or older than
    /// an erasure applied since the file was opened: applying VendorErased drops the one that is kept, as its
    /// bytes hold what is to go. The thread of apply().
    Result<void> keep_snapshot(const book::Book::Snapshot& snapshot);
    /// The one that is kept. The reports hold all before its sequence.
    Result<std::optional<book::Book::Snapshot>> snapshot() const;

    /// A look at the file that changes nothing, beside whoever writes it.
    struct Glance {
        Sequence position;
        std::vector<FeedRow> feeds;
        std::vector<PayeeActivity> payees;  ///< Of the day before `now`.
        std::vector<EndingToken> ending_tokens;
        std::size_t erasures = 0;                   ///< Vendors who wait to be erased,
        std::optional<Instant> erasure_asked_at{};  ///< and since when the first of them does.
    };
    static Result<Glance> glance(const std::filesystem::path& file, Instant now);

    /// All that a file holds at one moment. SQLite has no checksums: a flipped bit in a row is found only by
    /// holding the file against another one, made from the same events.
    struct Content {
        Sequence position;
        Hash rows;
        Retention retention{};
    };
    /// Reads the whole file, indexes too, and changes nothing, beside whoever writes it. An error that
    /// says_damaged() if SQLite itself finds it inconsistent.
    static Result<Content> examine(const std::filesystem::path& file);

    Retention retention() const;
    /// recorded_at of the last event applied; nothing before the first.
    std::optional<Instant> last_recorded_at() const;

    /// Every row that the projection holds, in a fixed order: equal text means equal projections.
    Result<std::string> fingerprint() const;

private:
    struct Store;  ///< The file: its one writer and its readers.
    explicit Reports(std::unique_ptr<Store> store);

    std::unique_ptr<Store> store_;
};

}  // namespace choqr::reports
