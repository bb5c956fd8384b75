#include "world/clock.hpp"

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <utility>

namespace choqr::world {

namespace net = boost::asio;

net::awaitable<bool, net::any_io_executor> Clock::sleep(std::chrono::nanoseconds time) const {
    const auto timer = make_timer(co_await net::this_coro::executor);
    auto initiate = [&wait = *timer, time](auto handler) {
        const auto slot = net::get_associated_cancellation_slot(handler);
        auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
        if (slot.is_connected()) {
            auto cancel = [&wait](net::cancellation_type) { wait.cancel(); };
            net::cancellation_slot{slot}.assign(std::move(cancel));
        }
        wait.start(time, [waiting](bool passed) { std::move (*waiting)(passed); });
    };
    co_return co_await net::async_initiate<const net::use_awaitable_t<>&, void(bool)>(std::move(initiate),
                                                                                      net::use_awaitable);
}

// ---- The machine's ----

namespace {

class SystemTimer final : public Timer {
public:
    explicit SystemTimer(const net::any_io_executor& home) : timer_{home} {}

    void start(std::chrono::nanoseconds time, std::function<void(bool)> rung) override {
        timer_.expires_after(time);
        timer_.async_wait([rung = std::move(rung)](const boost::system::error_code& error) { rung(!error); });
    }
    void cancel() override { timer_.cancel(); }

private:
    net::steady_timer timer_;
};

}  // namespace

Instant SystemClock::now() const {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Clock::Monotonic SystemClock::monotonic() const {
    return std::chrono::duration_cast<Monotonic>(std::chrono::steady_clock::now().time_since_epoch());
}

std::unique_ptr<Timer> SystemClock::make_timer(const Executor& home) const {
    return std::make_unique<SystemTimer>(home);
}

// ---- The simulated one ----

// What waits in one context. A service of it, so that it ends when the context does: whoever waits in a life
// of the gateway that has crashed is never woken.
class SimulatedClock::Alarms final : public net::execution_context::service {
public:
    using key_type = Alarms;
    static net::execution_context::id id;
    using Key = std::pair<Monotonic, std::uint64_t>;  ///< When, and which of all waits.
    struct Alarm {
        net::any_io_executor home;
        std::function<void(bool)> rung;
    };

    explicit Alarms(net::execution_context& context) : service{context} {}
    static Alarms& of(const net::any_io_executor& home, const SimulatedClock& clock) {
        auto& alarms = net::use_service<Alarms>(net::query(home, net::execution::context));
        if (std::exchange(alarms.clock_, &clock) != &clock) clock.waiting_.push_back(&alarms);
        return alarms;
    }

    Key add(Monotonic at, Alarm alarm) {
        const Key which{at, clock_->begun_++};
        alarms_.emplace(which, std::move(alarm));
        return which;
    }
    /// On its executor: a wait never ends within the call that begins or cancels it.
    void ring(Key which, bool passed) {
        auto node = alarms_.extract(which);
        if (node.empty()) return;
        auto [home, rung] = std::move(node.mapped());
        net::post(home, [rung = std::move(rung), passed] { rung(passed); });
    }
    void forget(Key which) { alarms_.erase(which); }
    std::optional<Key> next() const {
        return alarms_.empty() ? std::nullopt : std::optional{alarms_.begin()->first};
    }

private:
    void shutdown() override {
        if (clock_ != nullptr) std::erase(clock_->waiting_, this);
        auto ended = std::exchange(alarms_, {});  // What they hold may own timers that look here.
    }

    const SimulatedClock* clock_ = nullptr;
    std::map<Key, Alarm> alarms_;
};

net::execution_context::id SimulatedClock::Alarms::id;

class SimulatedClock::SimulatedTimer final : public Timer {
public:
    SimulatedTimer(const SimulatedClock& clock, const net::any_io_executor& home)
        : clock_{clock}, home_{home}, alarms_{Alarms::of(home, clock)} {}
    ~SimulatedTimer() override { alarms_.forget(key_); }

    void start(std::chrono::nanoseconds time, std::function<void(bool)> rung) override {
        cancel();
        key_ = alarms_.add(clock_.monotonic() + time, {home_, std::move(rung)});
    }
    void cancel() override { alarms_.ring(key_, false); }

private:
    const SimulatedClock& clock_;
    const net::any_io_executor home_;
    Alarms& alarms_;
    Alarms::Key key_{Monotonic::max(), UINT64_MAX};  ///< Nobody's until start().
};

std::unique_ptr<Timer> SimulatedClock::make_timer(const Executor& home) const {
    return std::make_unique<SimulatedTimer>(*this, home);
}

namespace {

template <class Alarms>
Alarms* with_next(const std::vector<Alarms*>& all) {
    Alarms* first = nullptr;
    for (auto* each : all)
        if (each->next() && (first == nullptr || *each->next() < *first->next())) first = each;
    return first;
}

}  // namespace

std::optional<Clock::Monotonic> SimulatedClock::next_alarm() const {
    const auto* const first = with_next(waiting_);
    return first == nullptr ? std::nullopt : std::optional{first->next()->first};
}

void SimulatedClock::advance(std::chrono::milliseconds by) {
    now_ += by;
    monotonic_ += by;
    for (auto* first = with_next(waiting_); first != nullptr && first->next()->first <= monotonic_;
         first = with_next(waiting_))
        first->ring(*first->next(), true);
}

}  // namespace choqr::world
