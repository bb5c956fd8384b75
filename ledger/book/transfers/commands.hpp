#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/ids.hpp"
#include "merchants/feed_bounds.hpp"
#include "merchants/transfer_notice.hpp"

// Money that moved, and whose it is.
namespace choqr::book {

/// Says that no money in this ledger is real, for ever. Only a ledger that holds nothing yet can be marked.
struct MarkLedgerTrial {};

/// By which way a feed told of money.
enum class EvidenceKind {
    notice,          ///< The provider called us.
    polled,          ///< We asked, and it stood in the answer.
    statement_line,  ///< A line of an account statement: those hold every movement, also what was told
                     ///< before.
};

/// Money that a feed tells of. Whether it is told of for the first time is decided: one movement on one
/// account is one transfer, however many feeds tell of it.
struct RecordTransfer {
    FeedId feed;
    merchants::TransferNotice notice;
    std::shared_ptr<const merchants::FeedBounds>
        bounds{};        ///< Of the feed, as its configuration has them now; null: none.
    bool trial = false;  ///< Paid by the demonstration wallet: not money, unless the whole ledger is a trial.
    EvidenceKind kind = EvidenceKind::notice;
};
/// A person says where an unmatched transfer belongs.
struct AssignTransfer {
    TransferId transfer;
    StallId stall;
    std::string reason;
};

/// A vendor says that an unmatched transfer on an account of the stall is hers.
struct ClaimTransfer {
    TransferId transfer;
    StallId stall;

    /// By the moment by which it counts.
    static constexpr std::chrono::days claimable_for{30};
};

}  // namespace choqr::book
