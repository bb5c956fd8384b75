#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "book/book.hpp"
#include "http/message.hpp"
#include "reports/follower.hpp"
#include "sequencer/sequencer.hpp"

namespace choqr::gateway {

/// Submits `command` and waits for its outcome, which is durable. Completes on the awaiting coroutine's own executor.
/// errc::timed_out of the system after `limit`: the command stays queued and may yet be recorded.
http::net::awaitable<Result<book::Outcome>> submit(sequencer::Sequencer& sequencer, book::Command command,
                                                   std::chrono::milliseconds limit);

/// Submits all of them at once, so that they share the syncs, and waits for every one; no limit, since each is answered.
http::net::awaitable<std::vector<Result<book::Outcome>>> submit_all(sequencer::Sequencer& sequencer, std::vector<book::Command> commands);

/// Waits until the reports hold everything before `next`, at most `limit`. False if they do not by then.
http::net::awaitable<bool> applied_before(reports::Follower& follower, const reports::Reports& reports, Sequence next,
                                          std::chrono::milliseconds limit);

/// From now on no wait of this process ends by itself: for a simulation, whose time is not the machine's.
void wait_without_limit();

/// Threads for work that blocks (SQLite, large files), so that no connection's thread does.
class Background {
public:
    /// With no threads the caller's own does the work, at once: for a simulation.
    explicit Background(unsigned threads);
    ~Background();

    /// Runs `work` on one of the threads and then goes on where it was. What `work` throws is thrown here. `work` may refer
    /// to the awaiting coroutine's variables.
    http::net::awaitable<void> run(std::function<void()> work);
    /// Ends after what is queued.
    void stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace choqr::gateway
