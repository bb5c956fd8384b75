#pragma once

#include <chrono>
#include <functional>
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

/// The same, but a full queue is waited out, too: errc::queue_full only after `limit`.
http::net::awaitable<Result<book::Outcome>> submit_patiently(sequencer::Sequencer& sequencer,
                                                             book::Command command,
                                                             std::chrono::milliseconds limit);

/// Submits all of them, a few at a time, so that they share the syncs and leave room for what others submit;
/// waits for every one. A full queue is waited out for at most `limit` by each.
http::net::awaitable<std::vector<Result<book::Outcome>>> submit_all(
    sequencer::Sequencer& sequencer, std::vector<book::Command> commands,
    std::chrono::milliseconds limit = std::chrono::seconds{60});

/// Waits until the reports hold everything before `next`, at most `limit`. False if they do not by then.
http::net::awaitable<bool> applied_before(reports::Follower& follower, const reports::Reports& reports, Sequence next,
                                          std::chrono::milliseconds limit);

/// From now on no wait of this process ends by itself: for a simulation, whose time is not the machine's.
void wait_without_limit();

}  // namespace choqr::gateway
