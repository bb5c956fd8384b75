#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "book/book.hpp"
#include "following/tail.hpp"
#include "http/message.hpp"
#include "sequencer/sequencer.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {

// Limits are on `clock`'s time, which outlives the call.

/// Submits `command` and waits for its outcome, which is durable. Completes on the awaiting coroutine's own
/// executor. errc::timed_out of the system after `limit`: the command stays queued and may yet be recorded.
http::net::awaitable<Result<book::Outcome>> submit(const world::Clock& clock, sequencer::Sequencer& sequencer,
                                                   book::Command command, std::chrono::milliseconds limit);

/// The same, but a full queue is waited out, too: errc::queue_full only after `limit`.
http::net::awaitable<Result<book::Outcome>> submit_patiently(const world::Clock& clock,
                                                             sequencer::Sequencer& sequencer,
                                                             book::Command command,
                                                             std::chrono::milliseconds limit);

/// Submits all of them, a few at a time, so that they share the syncs and leave room for what others submit;
/// waits for every one. A full queue is waited out for at most `limit` by each.
http::net::awaitable<std::vector<Result<book::Outcome>>> submit_all(
    const world::Clock& clock, sequencer::Sequencer& sequencer, std::vector<book::Command> commands,
    std::chrono::milliseconds limit = std::chrono::seconds{60});

/// Waits until a follower has taken everything before `next`, at most `limit`. False if it has not by then.
http::net::awaitable<bool> taken_before(const world::Clock& clock, following::Tail& tail, Sequence next,
                                        std::chrono::milliseconds limit);

}  // namespace choqr::gateway
