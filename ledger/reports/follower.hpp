#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "base/result.hpp"
#include "book/codec.hpp"
#include "following/tail.hpp"
#include "journal/journal_files.hpp"
#include "reports/reports.hpp"

namespace choqr::reports {

/// Keeps the reports up to the journal in large transactions (following::Tail says how). A burst is followed
/// at the speed of a rebuild.
///
/// Waited out, and said, for as long as it lasts: another program's lock, a full disk, a disk that does not
/// answer, a file that is no longer where it was. Ends: damage.
///
/// Journal, sealer and reports outlive it. Threads are those of a Tail.
class Follower {
public:
    using Options = following::Tail::Options;
    using Progress = following::Tail::Progress;
    using Reached = following::Tail::Reached;

    /// `file` is the reports'; empty for one in memory.
    Follower(const journal::JournalFiles& journal, const book::Sealer& sealer, Reports& reports,
             Options options = {}, std::filesystem::path file = {});
    ~Follower();

    following::Tail& tail();

    /// One transaction at most. Returns how many records it applied.
    Result<std::size_t> run_once() { return tail().run_once(); }
    /// Until the reports are up to date. `progress` after each transaction.
    Result<void> catch_up(const Progress& progress = {}) { return tail().catch_up(progress); }
    void start(std::function<void(Error)> failed) { tail().start(std::move(failed)); }
    void stop() { tail().stop(); }
    void wake() { tail().wake(); }
    void when_applied(Sequence sequence, Reached reached) { tail().when_taken(sequence, std::move(reached)); }
    bool wait_for(Sequence sequence, std::chrono::milliseconds limit) {
        return tail().wait_for(sequence, limit);
    }

    /// Hands over a snapshot of the book, to be kept once the reports have reached it; the newest one counts.
    /// One that cannot be kept is lost without a word: the next start replays more. Any thread.
    void offer(book::Book::Snapshot snapshot);

private:
    class Keeper;
    std::unique_ptr<Keeper> keeper_;
    following::Tail tail_;
};

}  // namespace choqr::reports
