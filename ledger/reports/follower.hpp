#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "base/result.hpp"
#include "book/codec.hpp"
#include "journal/journal_files.hpp"
#include "reports/reports.hpp"

namespace choqr::reports {

/// Keeps the reports up to the journal: reads what is committed, decodes it and applies it in large transactions. The more
/// has gathered, the larger the transaction: a burst is followed at the speed of a rebuild. Late is allowed, wrong is not.
///
/// Journal, sealer and reports outlive it. Either catch_up() and run_once() are called by one thread (start, simulation),
/// or start() gives it a thread of its own; all else may be called from any thread.
class Follower {
public:
    struct Options {
        std::size_t records_max = 8'192;          ///< In one transaction.
        std::size_t bytes_max = 8u << 20;
    };
    using Progress = std::function<void(Sequence position, Sequence committed)>;
    /// True: the reports have reached the sequence. False: the follower has ended and they never will.
    using Reached = std::function<void(bool)>;

    Follower(const journal::JournalFiles& journal, const book::Sealer& sealer, Reports& reports);
    Follower(const journal::JournalFiles& journal, const book::Sealer& sealer, Reports& reports, Options options);
    /// Stops its thread and tells everybody who waits.
    ~Follower();

    /// Applies at most one transaction. Returns how many records it applied: 0 when the reports are up to date.
    /// errc::ahead_of_journal if the reports know more than the journal; else errors of the journal, the codec, SQLite.
    Result<std::size_t> run_once();
    /// Until the reports are up to date. `progress` after each transaction.
    Result<void> catch_up(const Progress& progress = {});

    /// From now on a thread follows. `failed` is called on it when it has to give up: the reports stay where they are, and
    /// everything that only needs the journal goes on.
    void start(std::function<void(Error)> failed);
    /// Ends the thread after its current transaction. May be called again.
    void stop();
    /// Something was committed: cheap, never waits.
    void wake();

    /// Hands over a snapshot of the book, to be kept once the reports have reached it; the newest one counts. One that
    /// cannot be kept is lost without a word: the next start replays more. Any thread.
    void offer(book::Book::Snapshot snapshot);

    /// Calls `reached` once, as soon as position() is past `sequence`: at once on this thread if it is, else on the
    /// follower's. It must be short: it posts elsewhere.
    void when_applied(Sequence sequence, Reached reached);
    /// Waits for the same, at most `limit`. Not from the follower's own thread.
    bool wait_for(Sequence sequence, std::chrono::milliseconds limit);
    /// Called after each transaction, on the follower's thread, with the events it applied. Set before start().
    void on_applied(std::function<void(const std::vector<book::RecordedEvent>&)> callback);
    /// What it is waiting out, while it is: it tries again, and nothing is lost.
    std::optional<Error> trouble() const;
    /// Why the follower has given up, if it has.
    std::optional<Error> failure() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace choqr::reports
