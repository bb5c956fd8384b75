#include <algorithm>
#include <array>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "sequencer/sequencer.hpp"

namespace choqr::sequencer {
namespace {

/// Some 700 bytes each.
constexpr std::size_t portion_events = 2'048;
/// Far enough for memory to answer in the meantime, near enough for a first-level cache to keep it.
constexpr std::size_t expected_ahead = 8;

/// Events in order, decoded; used again for another portion, with the room that its texts have.
struct Portion {
    std::vector<std::optional<book::RecordedEvent>> events{portion_events};
    std::size_t count = 0;
    Error error;  ///< Behind the last event.
};

/// What becomes of a full portion; returns where the next one goes, or nothing if no more is wanted.
using Taker = std::function<Portion*(Portion&)>;

/// The journal from a sequence on, portion by portion.
class Source {
public:
    Source(const journal::Copy& journal, const book::Sealer& sealer, Sequence from)
        : journal_{journal}, sealer_{sealer}, next_{from}, committed_{journal.committed()} {}

    Sequence committed() const { return committed_; }

    /// Fills `first` and whatever `taker` gives for it, up to committed() or an error, which stands in the
    /// last portion.
    void read(Portion& first, const Taker& taker) {
        into_ = &first;
        into_->count = 0;
        const auto visited =
            journal_.visit(next_, [&](const journal::RecordView& record) { return take(record, taker); });
        if (!into_) return;
        if (!visited) into_->error = visited.error();
        if (!into_->error && next_ != committed_) into_->error = errc::journal_foreign;
        if (into_->count > 0 || into_->error) taker(*into_);
    }

private:
    /// Whether there is room for more.
    bool take(const journal::RecordView& record, const Taker& taker) {
        if (next_ == committed_) return false;
        const auto done = book::decode_for_replay(record.sequence, record.type, record.payload(), sealer_,
                                                  into_->events[into_->count]);
        if (!done) into_->error = done.error();
        if (!done) return false;
        next_ = next_.next();
        if (++into_->count < portion_events) return true;
        into_ = taker(*into_);
        if (into_) into_->count = 0;
        return into_ != nullptr;
    }

    const journal::Copy& journal_;
    const book::Sealer& sealer_;
    Sequence next_;
    Sequence committed_;
    Portion* into_ = nullptr;
};

/// A source that is read on a thread of its own, two portions ahead of whoever applies a third.
class SourceAhead {
public:
    explicit SourceAhead(Source& source) : source_{source}, thread_{[this] { read(); }} {}
    ~SourceAhead() {
        {
            const std::lock_guard hold{mutex_};
            given_up_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }
    SourceAhead(const SourceAhead&) = delete;
    SourceAhead& operator=(const SourceAhead&) = delete;

    /// The next portion, which lasts until the next call. Not after the last one.
    const Portion& take() {
        std::unique_lock lock{mutex_};
        given_back_ = taken_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return taken_ < filled_; });
        return portions_[taken_++ % portions_.size()];
    }

private:
    void read() {
        source_.read(portions_[0], [this](Portion&) { return next_to_fill(); });
    }
    Portion* next_to_fill() {
        std::unique_lock lock{mutex_};
        ++filled_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return given_up_ || filled_ - given_back_ < portions_.size(); });
        return given_up_ ? nullptr : &portions_[filled_ % portions_.size()];
    }

    Source& source_;                   ///< The thread's own.
    std::array<Portion, 3> portions_;  ///< Whose is whose follows from the counters.
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t filled_ = 0, taken_ = 0, given_back_ = 0;  ///< Guarded by mutex_, like the next.
    bool given_up_ = false;
    std::thread thread_;
};

class Replay {
public:
    Replay(book::Book& book, const std::function<void(Sequence, Sequence)>& progress,
           const std::optional<Forgetting>& forgetting, Sequence committed)
        : book_{book}, progress_{progress}, forgetting_{forgetting}, committed_{committed}, replayed_{0} {}

    Result<void> take(const Portion& portion) {
        for (std::size_t i = 0; i < portion.count; ++i) {
            if (i + expected_ahead < portion.count) book_.expect(*portion.events[i + expected_ahead]);
            book_.apply(*portion.events[i]);
        }
        if (portion.error) return portion.error;
        replayed_ += portion.count;
        if (forgetting_) let_go();
        if (progress_) progress_(book_.next(), committed_);
        return {};
    }
    bool at_end() const { return book_.next() >= committed_; }
    Recovered recovered() const { return {book_.next(), book_.last_recorded_at(), replayed_}; }

private:
    void let_go() {
        const auto held_before = std::min(forgetting_->references.position(), book_.next());
        if (held_before > Sequence{})
            book_.forget_references(Sequence{held_before.value() - 1}, forgetting_->keep);
    }

    book::Book& book_;
    const std::function<void(Sequence, Sequence)>& progress_;
    const std::optional<Forgetting>& forgetting_;
    Sequence committed_;
    std::uint64_t replayed_;
};

Result<void> replay_in_turn(Source& source, Replay& replay) {
    Portion portion;
    Result<void> done;
    source.read(portion, [&](Portion& full) {
        done = replay.take(full);
        return done ? &full : nullptr;
    });
    return done;
}

Result<void> replay_ahead(Source& source, Replay& replay) {
    if (replay.at_end()) return {};
    SourceAhead ahead{source};
    while (!replay.at_end())
        if (const auto done = replay.take(ahead.take()); !done) return done;
    return {};
}

}  // namespace

Result<Recovered> recover(const journal::Copy& journal, book::Book& book, const book::Sealer& sealer,
                          const std::function<void(Sequence position, Sequence committed)>& progress,
                          const std::optional<Forgetting>& forgetting, Reading reading) {
    Source source{journal, sealer, book.next()};
    if (book.next() > source.committed()) return errc::journal_foreign;
    Replay replay{book, progress, forgetting, source.committed()};
    const auto done =
        reading == Reading::ahead ? replay_ahead(source, replay) : replay_in_turn(source, replay);
    if (!done) return done.error();
    return replay.recovered();
}

}  // namespace choqr::sequencer
