#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include "base/result.hpp"
#include "book/book.hpp"
#include "book/codec.hpp"
#include "journal/log.hpp"
#include "world/clock.hpp"

namespace choqr::sequencer {

enum class errc {
    queue_full = 1,   ///< Ask again later; nothing was taken.
    stopping,         ///< The program is ending; nothing was taken.
    journal_failed,   ///< A write or sync failed: nobody knows whether it is stored. The process must end.
    journal_full,     ///< No room on the disk: ask again later. It may yet be stored when there is room.
    journal_foreign,  ///< recover(): the journal holds what this program cannot have written.
};
const boost::system::error_category& sequencer_category();
inline boost::system::error_code make_error_code(errc code) {
    return {static_cast<int>(code), sequencer_category()};
}

/// Answers what the book has let go of; asked on the sequencer's thread between two batches. Implemented over
/// the reports.
class References {
public:
    virtual ~References() = default;
    /// All but the digest, which is made of the record at KnownTransfer::told_at.
    virtual Result<std::optional<book::KnownTransfer>> find(const FeedId& feed,
                                                            const ProviderReference& reference) = 0;
    /// The transfer itself, with its first evidence.
    virtual Result<std::optional<book::KnownTransfer>> find(TransferId transfer) = 0;
    /// What stands on that account, booked on these days, under the bank's reference; and, if an amount is
    /// given, all credits of it.
    virtual Result<std::vector<book::KnownEntry>> find_entries(const book::Book::EntryLookup& lookup) = 0;
    /// The first sequence that may not be found yet; everything before it can be.
    virtual Sequence position() const = 0;
};

struct Options {
    std::size_t queue_max = 16'384;  ///< Commands waiting; the answer beyond is queue_full.
    std::size_t batch_max = 4'096;   ///< Commands in one journal batch.
    std::size_t references_kept =
        200'000;  ///< Provider references in the book's memory; older ones are in the reports.
    std::uint64_t forget_every = 4'096;      ///< Events between two visits to what may be let go.
    std::uint64_t snapshot_every = 500'000;  ///< Events between two snapshots of the book (on_snapshot()).
    Sequence snapshot_at{};                  ///< Of the newest one that is kept.
    Instant not_before{};  ///< recorded_at of the journal's last event (recover()): stamps never go back
                           ///< behind it.
};

struct Recovered {
    Sequence next;               ///< Of the next event.
    Instant last_recorded_at{};  ///< For Options::not_before.
    std::uint64_t replayed = 0;  ///< Events read from the journal.
};
/// What bounds the memory of a replay: provider references that `references` can answer for are let go of on
/// the way, beyond the newest `keep`. References whose position is 0 let nothing go: bring the reports up to
/// date first.
struct Forgetting {
    const References& references;
    std::size_t keep = Options{}.references_kept;
};
enum class Reading {
    in_turn,  ///< Read, decode, apply: one thread, for simulations.
    ahead,    ///< A thread of its own reads and decodes the next portions while this one applies. The same
              ///< events in the same order.
};
/// Replays the journal into `book` from book.next() on. `progress`, if given, is called after each portion.
/// Errors of the journal and the codec; errc::journal_foreign when the book knows more than the journal.
/// After an error the book is of no use.
Result<Recovered> recover(const journal::Copy& journal, book::Book& book, const book::Sealer& sealer,
                          const std::function<void(Sequence position, Sequence committed)>& progress = {},
                          const std::optional<Forgetting>& forgetting = std::nullopt,
                          Reading reading = Reading::in_turn);

/// The one door between commands and the journal. One thread runs it and alone touches the book and the
/// journal's writing side: it takes what has queued up while the last sync ran, decides each command in
/// order, appends the events as one batch with one sync, and only then completes the callers (group commit
/// without a timer).
class Sequencer {
public:
    using Done = std::function<void(Result<book::Outcome>)>;

    Sequencer(journal::Log& journal, book::Book& book, book::Sealer& sealer, References& references,
              const world::Clock& clock, Options options);
    ~Sequencer();

    /// Queues `command`; `done` is called exactly once: at once (on this thread) with queue_full or stopping,
    /// else on the sequencer's thread after the sync. Any thread. `done` must be short: it posts elsewhere.
    void submit(book::Command command, Done done);

    /// Takes what is queued and carries it through to the callers. Returns how many commands it answered.
    /// Called by run(), and directly by the simulation; it first expires what is due. After journal_failed it
    /// answers everything with journal_failed. A command may also be answered with an error of its own (its
    /// bytes are too many for a record, its sealing key or a reference could not be read): then nothing of it
    /// was recorded. When the disk is full the batch stays decided and unwritten: its callers are told
    /// journal_full, each later call first tries to write it, and until that succeeds everybody is told
    /// journal_full.
    std::size_t run_once();

    /// Runs until `stop`, sending a Tick when an expiry is due; finishes what is queued. Returns the error
    /// when the journal failed: the process must then end without answering anything more.
    Result<void> run(std::stop_token stop);

    /// Called on the sequencer's thread after each batch is durable, with the number of records now
    /// committed. Set before run(). Followers (reports, live) wake up here; they read the records from the
    /// journal themselves.
    void on_committed(std::function<void(Sequence next)> callback);

    /// Called on the sequencer's thread with a snapshot of the book, its root set: Options::snapshot_every
    /// events after the one before as soon as nobody waits, at twice as many whoever waits, and after a
    /// vendor was erased, which spoils the older ones. Set before run(). It must be short: it hands over.
    void on_snapshot(std::function<void(book::Book::Snapshot)> callback);
    /// The book as the journal has it, for a clean end. Nothing if it is ahead of the journal or the journal
    /// failed. While nobody runs the sequencer.
    std::optional<book::Book::Snapshot> snapshot() const;

    /// How many commands wait. Any thread.
    std::size_t queued() const;
    /// Beyond this many the answer is queue_full.
    std::size_t queue_max() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace choqr::sequencer

template <>
struct boost::system::is_error_code_enum<choqr::sequencer::errc> : std::true_type {};
