#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <vector>

#include "sequencer/sequencer.hpp"

namespace choqr::sequencer {

struct Submission {
    book::Command command;
    Sequencer::Done done;
};

/// Many producers, one consumer, a stated bound. The consumer takes everything at once by swapping two
/// vectors, whose room is reused: the lock is held for one move per command.
class Queue {
public:
    explicit Queue(std::size_t max) : max_{max} {}

    enum class Push { taken, full, closed };
    /// On anything but `taken` the submission is left as it was. Any thread.
    Push push(Submission& submission);

    /// Takes at most `most` in order and appends them to `into`. The consumer.
    void take(std::size_t most, std::vector<Submission>& into);
    /// Returns when something is queued, the queue is closed, `limit` has passed, or `stop`. The consumer.
    void wait(const std::stop_token& stop, std::chrono::milliseconds limit);
    /// From now on push() says `closed`. What is queued can still be taken. Any thread.
    void close();
    /// Pushed and not yet taken. Any thread.
    std::size_t size() const { return size_.load(std::memory_order_relaxed); }

private:
    const std::size_t max_;
    std::atomic<std::size_t> size_{0};  ///< Grows under mutex_; shrinks by the consumer.
    mutable std::mutex mutex_;
    std::condition_variable_any arrived_;
    std::vector<Submission> waiting_;  ///< Guarded by mutex_.
    bool closed_ = false;              ///< Guarded by mutex_.
    bool asleep_ = false;  ///< Guarded by mutex_: only then is a notification worth its system call.

    // The consumer's: taken from waiting_ and not yet handed out.
    std::vector<Submission> taken_;
    std::size_t handed_out_ = 0;
};

}  // namespace choqr::sequencer
