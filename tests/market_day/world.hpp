#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "book/book.hpp"
#include "book/codec.hpp"
#include "connectors/simwallet/simwallet.hpp"
#include "journal/journal_files.hpp"
#include "keys/key_ring.hpp"
#include "reports/follower.hpp"
#include "reports/reports.hpp"
#include "sequencer/sequencer.hpp"
#include "world/clock.hpp"
#include "world/memory_directory.hpp"
#include "world/random.hpp"

namespace choqr::market_day {

/// A rule that everybody may rely on was broken; the sentence says which.
struct Violation {
    std::string sentence;
};
inline void must(bool condition, const std::string& sentence) {
    if (!condition) throw Violation{sentence};
}

/// The reports, asked by the sequencer for what the book has let go of.
class ReportReferences final : public sequencer::References {
public:
    explicit ReportReferences(reports::Reports& reports) : reports_{reports} {}
    Result<std::optional<book::KnownTransfer>> find(const FeedId& feed, const ProviderReference& reference) override {
        if (blind) return std::optional<book::KnownTransfer>{};
        return reports_.known_transfer(feed, reference);
    }
    Sequence position() const override { return reports_.position(); }

    bool blind = false;  ///< A planted bug: knows nothing.

private:
    reports::Reports& reports_;
};

/// One life of the gateway, without its sockets: everything between the bytes of a request and the disk is the real thing.
class Gateway {
public:
    struct Start {
        world::MemoryDirectory& disk;
        world::Random& salts;
        const world::Clock& clock;
        reports::Reports& reports;
        sequencer::Options options;
    };
    /// Throws Error when the journal cannot be opened or read.
    explicit Gateway(const Start& start);

    std::unique_ptr<keys::KeyRing> keys;
    book::Sealer& sealer;
    journal::JournalFiles journal;
    book::Book book;
    ReportReferences references;
    reports::Follower follower;
    std::unique_ptr<sequencer::Sequencer> sequencer;
    bool failed = false;  ///< Somebody was told journal_failed: the process ends before its next answer.
};

inline constexpr journal::Options small_segments{.segment_bytes = 48u << 10, .piece_bytes = 4u << 10, .threads = false};
inline constexpr const char* secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

std::vector<book::RecordedEvent> history_of(const journal::JournalFiles& journal, const book::Sealer& sealer);

/// What the bank knows of one transfer, from its own side. The truth against which the ledger is held.
struct BankTransfer {
    connectors::SimwalletTransfer transfer;
    bool acknowledged = false;   ///< Answered with success at least once.
    Sequence acknowledged_as;    ///< What the answers said.
    unsigned attempts = 0;
};

/// Holds all six rules over one opened ledger. `heads`: every (size, root) that was ever committed in front of somebody.
struct Rules {
    const std::vector<BankTransfer>& bank;
    const std::vector<journal::TreeHead>& heads;
    /// Sequences that were acknowledged to people, with the kind of event.
    const std::map<Sequence, std::size_t>& promised;
};
/// NothingLost, OneCreditPerTransfer, HistoryOnlyGrows.
void check_journal(const Rules& rules, const std::vector<book::RecordedEvent>& history, const journal::JournalFiles& journal);
/// Once every notice has been delivered: ConservationOfDong, per account and day, between the bank's books and ours.
void check_conservation(const Rules& rules, const std::vector<book::RecordedEvent>& history);
/// OldAccountsAreWatched: money by account alone is at the one stall that has the account, or had it within its market's watch
/// period as it was set then; and money without a clue is on nobody's.
void check_accounts(const std::vector<book::RecordedEvent>& history);
/// ReplayEqualsLive: the live book and one that has just replayed the journal decide alike whatever is asked of them.
void check_replay(const Gateway& gateway, const std::vector<BankTransfer>& bank, const std::vector<book::RecordedEvent>& history);
/// ReportsAgree: followed in portions and rebuilt at once, the projection is the same, and its sums are those of the events.
void check_reports(const reports::Reports& reports, const std::vector<book::RecordedEvent>& history);

}  // namespace choqr::market_day
