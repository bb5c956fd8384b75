#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

#include "base/result.hpp"
#include "book/codec.hpp"
#include "following/consumer.hpp"
#include "journal/log.hpp"

namespace choqr::following {

/// How a follower stands, as it was last seen.
struct Standing {
    Sequence position;                   ///< It has taken all before this.
    Sequence committed;                  ///< And this is what there is.
    std::chrono::nanoseconds lag{0};     ///< How long ago what it lacks was first seen in the journal.
    std::optional<Error> waiting_out{};  ///< It tries again; nothing is lost.
    std::optional<Error> failure{};      ///< It has given up.

    std::uint64_t records_behind() const {
        return committed > position ? committed.value() - position.value() : 0;
    }
};

/// Brings a consumer up to the journal and keeps it there: reads what is committed, decodes it and hands it
/// over. The more has gathered, the larger the portion. Late is allowed, and said; wrong is not.
///
/// Journal, sealer and consumer outlive it. Either run_once() and catch_up() are called by one thread (start,
/// simulation), or start() gives it a thread of its own; all else may be called from any thread.
class Tail {
public:
    struct Options {
        std::size_t records_max = 8'192;  ///< In one portion.
        std::size_t bytes_max = 8u << 20;
        /// When the processors are short, answers to providers and screens go first.
        bool gives_way = true;
        /// After a portion that is not full it rests so long, or until somebody waits for a sequence: then
        /// a portion is large, and who needs to know little is not woken for every batch.
        std::chrono::milliseconds rest{0};
        /// Between two tries: twice as long each time.
        std::chrono::milliseconds first_pause{50}, longest_pause{1'000};
        /// So long together the disk may refuse to read the journal: opening a segment needs a descriptor.
        std::chrono::milliseconds unreadable_for{30'000};
    };
    using Progress = std::function<void(Sequence position, Sequence committed)>;
    /// True: the consumer has taken the sequence. False: it has ended and never will.
    using Reached = std::function<void(bool)>;

    Tail(const journal::Copy& journal, const book::Sealer& sealer, Consumer& consumer, Options options);
    /// Stops its thread and tells everybody who waits.
    ~Tail();
    Tail(const Tail&) = delete;
    Tail& operator=(const Tail&) = delete;

    /// Hands over at most one portion. Returns how many records it was: 0 when the consumer is up to date.
    /// errc::ahead_of_journal; errors of the journal, the codec, the consumer.
    Result<std::size_t> run_once();
    /// Until the consumer is up to date. `progress` after each portion.
    Result<void> catch_up(const Progress& progress = {});

    /// From now on a thread follows. `failed` is called on it when it has to give up: the consumer stays
    /// where it is.
    void start(std::function<void(Error)> failed);
    /// Ends the thread after its current portion. May be called again.
    void stop();
    /// Something was committed: cheap, never waits.
    void wake();

    /// Calls `reached` once, as soon as the consumer has taken `sequence`: at once on this thread if it has,
    /// else on the tail's, before anything else is done there. It must be short: it posts elsewhere.
    void when_taken(Sequence sequence, Reached reached);
    /// Waits for the same, at most `limit`. Not from the tail's own thread.
    bool wait_for(Sequence sequence, std::chrono::milliseconds limit);

    /// `now` is of a clock that never steps; the lag is as exact as this is called often.
    Standing standing(std::chrono::nanoseconds now);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace choqr::following
