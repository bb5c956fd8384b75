#include "gateway/async.hpp"

#include <atomic>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

namespace choqr::gateway {
namespace {

namespace net = http::net;
using net::any_io_executor;

std::atomic<bool> limited{true};

// A coroutine's handler that somebody else's thread, or a timer, completes: whoever comes first.
template <class T, class Handler>
struct Waiting {
    Waiting(const any_io_executor& home, Handler h) : timer{home}, handler{std::move(h)} {}

    void complete(std::optional<T> value) {  // On the home executor only.
        if (!handler) return;
        timer.cancel();
        auto taken = *std::exchange(handler, std::nullopt);
        std::move(taken)(std::move(value));
    }

    net::steady_timer timer;
    std::optional<Handler> handler;
};

template <class T>
net::awaitable<std::optional<T>> wait_for(std::function<void(std::function<void(T)>)> start, std::chrono::milliseconds limit) {
    const any_io_executor home = co_await net::this_coro::executor;
    auto initiate = [home, start = std::move(start), limit](auto handler) {
        using Handler = decltype(handler);
        auto waiting = std::make_shared<Waiting<T, Handler>>(home, std::move(handler));
        if (limited) {
            waiting->timer.expires_after(limit);
            waiting->timer.async_wait([waiting](const boost::system::error_code& error) {
                if (!error) waiting->complete(std::nullopt);
            });
        }
        start([waiting, home](T value) {
            net::post(home, [waiting, value = std::move(value)]() mutable { waiting->complete(std::move(value)); });
        });
    };
    co_return co_await net::async_initiate<const net::use_awaitable_t<>&, void(std::optional<T>)>(std::move(initiate), net::use_awaitable);
}

}  // namespace

void wait_without_limit() { limited = false; }

net::awaitable<Result<book::Outcome>> submit(sequencer::Sequencer& sequencer, book::Command command, std::chrono::milliseconds limit) {
    auto shared = std::make_shared<book::Command>(std::move(command));  // std::function wants to be copied.
    auto start = [&sequencer, shared](std::function<void(Result<book::Outcome>)> done) {
        sequencer.submit(std::move(*shared), std::move(done));
    };
    auto outcome = co_await wait_for<Result<book::Outcome>>(std::move(start), limit);
    if (!outcome) co_return make_error_code(boost::system::errc::timed_out);
    co_return *std::move(outcome);
}

net::awaitable<std::vector<Result<book::Outcome>>> submit_all(sequencer::Sequencer& sequencer, std::vector<book::Command> commands) {
    struct Gathering {
        std::vector<Result<book::Outcome>> outcomes;
        std::atomic<std::size_t> missing;
    };
    using Outcomes = std::shared_ptr<Gathering>;
    if (commands.empty()) co_return std::vector<Result<book::Outcome>>{};
    auto gathering = std::make_shared<Gathering>();
    gathering->outcomes.resize(commands.size(), Result<book::Outcome>{book::Outcome{book::NothingToRecord{}}});
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
    co_await wait_for<Outcomes>(std::move(start), std::chrono::hours{1});
    co_return std::move(gathering->outcomes);
}

net::awaitable<bool> applied_before(reports::Follower& follower, const reports::Reports& reports, Sequence next,
                                    std::chrono::milliseconds limit) {
    if (reports.position() >= next) co_return true;
    const Sequence last{next.value() - 1};
    auto start = [&follower, last](std::function<void(bool)> done) { follower.when_applied(last, std::move(done)); };
    const auto reached = co_await wait_for<bool>(std::move(start), limit);
    co_return reached.value_or(false);
}

struct Background::State {
    explicit State(unsigned threads) {
        if (threads > 0) pool.emplace(threads);
    }
    std::optional<net::thread_pool> pool;
};

Background::Background(unsigned threads) : state_{std::make_unique<State>(threads)} {}
Background::~Background() { stop(); }
void Background::stop() {
    if (state_->pool) state_->pool->join();
}

net::awaitable<void> Background::run(std::function<void()> work) {
    if (!state_->pool) {
        work();
        co_return;
    }
    const any_io_executor home = co_await net::this_coro::executor;
    auto initiate = [home, work = std::move(work), &pool = *state_->pool](auto handler) mutable {
        auto job = [home, work = std::move(work), handler = std::move(handler)]() mutable {
            std::exception_ptr thrown;
            try {
                work();
            } catch (...) {
                thrown = std::current_exception();
            }
            net::post(home, [handler = std::move(handler), thrown]() mutable { std::move(handler)(thrown); });
        };
        net::post(pool, std::move(job));
    };
    co_await net::async_initiate<const net::use_awaitable_t<>&, void(std::exception_ptr)>(std::move(initiate), net::use_awaitable);
}

}  // namespace choqr::gateway
