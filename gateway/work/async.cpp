#include "work/async.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>
#include <memory>
#include <utility>

namespace choqr::gateway {
namespace {

namespace net = http::net;
using net::any_io_executor;

// A coroutine's handler that somebody else's thread, or a timer, completes: whoever comes first.
template <class T, class Handler>
struct Waiting {
    Waiting(std::unique_ptr<world::Timer> limit, Handler h)
        : timer{std::move(limit)}, handler{std::move(h)} {}

    void complete(std::optional<T> value) {  // On the home executor only.
        if (!handler) return;
        timer->cancel();
        auto taken = *std::exchange(handler, std::nullopt);
        std::move(taken)(std::move(value));
    }

    const std::unique_ptr<world::Timer> timer;
    std::optional<Handler> handler;
};

/// Nothing, without a limit.
using Limit = std::optional<std::chrono::milliseconds>;

template <class T>
net::awaitable<std::optional<T>> wait_for(const world::Clock& clock,
                                          std::function<void(std::function<void(T)>)> start, Limit limit) {
    const any_io_executor home = co_await net::this_coro::executor;
    auto initiate = [&clock, home, start = std::move(start), limit](auto handler) {
        using Handler = decltype(handler);
        auto waiting = std::make_shared<Waiting<T, Handler>>(clock.make_timer(home), std::move(handler));
        if (limit)
            waiting->timer->start(*limit, [waiting](bool passed) {
                if (passed) waiting->complete(std::nullopt);
            });
        start([waiting, home](T value) {
            net::post(home,
                      [waiting, value = std::move(value)]() mutable { waiting->complete(std::move(value)); });
        });
    };
    co_return co_await net::async_initiate<const net::use_awaitable_t<>&, void(std::optional<T>)>(
        std::move(initiate), net::use_awaitable);
}

}  // namespace

net::awaitable<Result<book::Outcome>> submit(const world::Clock& clock, sequencer::Sequencer& sequencer,
                                             book::Command command, std::chrono::milliseconds limit) {
    auto shared = std::make_shared<book::Command>(std::move(command));  // std::function wants to be copied.
    auto start = [&sequencer, shared](std::function<void(Result<book::Outcome>)> done) {
        sequencer.submit(std::move(*shared), std::move(done));
    };
    auto outcome = co_await wait_for<Result<book::Outcome>>(clock, std::move(start), limit);
    if (!outcome) co_return make_error_code(boost::system::errc::timed_out);
    co_return *std::move(outcome);
}

namespace {

// A new vendor has a key, and each key a sync of its own: a notice waits for no more than these.
constexpr std::size_t at_once = 2;
// Growing, so that thousands who wait do not keep the processors from what they wait for.
constexpr std::chrono::milliseconds first_nap{10}, longest_nap{160};

bool found_no_room(const Result<book::Outcome>& outcome) {
    return !outcome && outcome.error() == sequencer::errc::queue_full;
}

net::awaitable<std::vector<Result<book::Outcome>>> submit_portion(const world::Clock& clock,
                                                                  sequencer::Sequencer& sequencer,
                                                                  std::vector<book::Command> commands) {
    struct Gathering {
        std::vector<Result<book::Outcome>> outcomes;
        std::atomic<std::size_t> missing;
    };
    using Outcomes = std::shared_ptr<Gathering>;
    auto gathering = std::make_shared<Gathering>();
    gathering->outcomes.resize(commands.size(),
                               Result<book::Outcome>{book::Outcome{book::NothingToRecord{}}});
    gathering->missing = commands.size();
    auto shared = std::make_shared<std::vector<book::Command>>(std::move(commands));
    auto start = [&sequencer, shared, gathering](const std::function<void(Outcomes)>& done) {
        for (std::size_t i = 0; i < shared->size(); ++i) {
            auto one_done = [gathering, done, i](Result<book::Outcome> outcome) {
                gathering->outcomes[i] = std::move(outcome);
                if (--gathering->missing == 0) done(gathering);
            };
            sequencer.submit(std::move((*shared)[i]), std::move(one_done));
        }
    };
    co_await wait_for<Outcomes>(clock, std::move(start), std::nullopt);
    co_return std::move(gathering->outcomes);
}

// Between a look at the queue and a place in it, the other threads may take no more places than these.
constexpr std::size_t others_meanwhile = 4'096;

// Copying a command costs as much as queueing it: only where the queue may turn out to be full.
std::optional<book::Command> spare_of(const sequencer::Sequencer& sequencer, const book::Command& command) {
    if (sequencer.queued() + others_meanwhile < sequencer.queue_max()) return std::nullopt;
    return command;
}

}  // namespace

net::awaitable<Result<book::Outcome>> submit_patiently(const world::Clock& clock,
                                                       sequencer::Sequencer& sequencer, book::Command command,
                                                       std::chrono::milliseconds limit) {
    auto pause = first_nap;
    for (;;) {
        auto spare = spare_of(sequencer, command);
        auto outcome = co_await submit(clock, sequencer, std::move(command), limit);
        if (!found_no_room(outcome) || !spare || limit <= pause) co_return outcome;
        co_await clock.sleep(pause);
        limit -= pause;
        pause = std::min(2 * pause, longest_nap);
        command = *std::move(spare);
    }
}

net::awaitable<std::vector<Result<book::Outcome>>> submit_all(const world::Clock& clock,
                                                              sequencer::Sequencer& sequencer,
                                                              std::vector<book::Command> commands,
                                                              std::chrono::milliseconds limit) {
    std::vector<Result<book::Outcome>> outcomes;
    outcomes.reserve(commands.size());
    auto pause = first_nap;
    while (outcomes.size() < commands.size()) {
        const auto first = static_cast<std::ptrdiff_t>(outcomes.size());
        const auto count = std::min<std::size_t>(commands.size() - outcomes.size(), at_once);
        std::vector<book::Command> portion{commands.begin() + first,
                                           commands.begin() + first + static_cast<std::ptrdiff_t>(count)};
        auto told = co_await submit_portion(clock, sequencer, std::move(portion));
        // In order: what comes after the first that found no room is sent again with it, and finds `exists`
        // if it was taken.
        const auto refused = std::ranges::find_if(told, found_no_room);
        const bool moved = refused != told.begin();
        std::ranges::move(told.begin(), refused, std::back_inserter(outcomes));
        if (refused == told.end()) continue;
        pause = moved ? first_nap : std::min(2 * pause, longest_nap);
        if (limit <= pause) {
            std::ranges::move(refused, told.end(), std::back_inserter(outcomes));
            outcomes.resize(commands.size(),
                            Result<book::Outcome>{make_error_code(sequencer::errc::queue_full)});
            break;
        }
        co_await clock.sleep(pause);
        limit -= pause;
    }
    co_return outcomes;
}

net::awaitable<bool> taken_before(const world::Clock& clock, following::Tail& tail, Sequence next,
                                  std::chrono::milliseconds limit) {
    if (next == Sequence{}) co_return true;
    const Sequence last{next.value() - 1};
    auto start = [&tail, last](std::function<void(bool)> done) { tail.when_taken(last, std::move(done)); };
    const auto reached = co_await wait_for<bool>(clock, std::move(start), limit);
    co_return reached.value_or(false);
}

}  // namespace choqr::gateway
