#include "world/clock.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <string>

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::world;
using namespace std::chrono_literals;
namespace net = boost::asio;

namespace {

net::awaitable<void> wait(const Clock& clock, std::chrono::nanoseconds time, std::string name,
                          std::string& told) {
    const bool passed = co_await clock.sleep(time);
    told += name + (passed ? " " : "! ");
}

void poll(net::io_context& io) {
    io.restart();
    io.poll();
}

/// Says when it is gone.
struct Witness {
    std::shared_ptr<bool> here = std::make_shared<bool>(true);
};

net::awaitable<void> hold(const Clock& clock, Witness witness) {
    co_await clock.sleep(1h);
    *witness.here = false;
}

}  // namespace

TEST_CASE("clock: on a simulated one waits end in the order of their ends, and only when it is moved",
          "[world]") {
    SimulatedClock clock{Instant{}};
    net::io_context io;
    std::string told;
    for (const auto& [time, name] : {std::pair{3s, "c"}, {1s, "a"}, {2s, "b"}, {1s, "A"}})
        net::co_spawn(io, wait(clock, time, name, told), net::detached);
    poll(io);
    CHECK(told.empty());
    CHECK(clock.next_alarm() == 1s);
    clock.advance(999ms);
    poll(io);
    CHECK(told.empty());
    clock.advance(1ms);
    CHECK(told.empty());  // Not from within advance().
    poll(io);
    CHECK(told == "a A ");
    clock.advance(1h);
    poll(io);
    CHECK(told == "a A b c ");
    CHECK_FALSE(clock.next_alarm());
    clock.step_wall(-1h);
    net::co_spawn(io, wait(clock, 1s, "d", told), net::detached);
    poll(io);
    clock.step_wall(2h);  // The time of day is not what is waited by.
    poll(io);
    CHECK(told == "a A b c ");
}

TEST_CASE("clock: a wait that is cancelled says so, once", "[world]") {
    SimulatedClock simulated{Instant{}};
    SystemClock real;
    for (const Clock* clock : {static_cast<const Clock*>(&simulated), static_cast<const Clock*>(&real)}) {
        net::io_context io;
        std::string told;
        net::cancellation_signal signal;
        net::co_spawn(io, wait(*clock, 1h, "a", told),
                      net::bind_cancellation_slot(signal.slot(), [](const std::exception_ptr&) {}));
        poll(io);
        signal.emit(net::cancellation_type::terminal);
        for (int i = 0; i < 10; ++i) poll(io);
        CHECK((told == "a! " || told.empty()));  // Asio may end the coroutine instead of resuming it.
        simulated.advance(std::chrono::hours{2});
        poll(io);
        CHECK(told.size() <= 3);
    }
}

TEST_CASE("clock: a timer is started anew, cancelled, and lost, and rings as it promises", "[world]") {
    SimulatedClock clock{Instant{}};
    net::io_context io;
    std::string told;
    const auto rung = [&told](const char* name) {
        return [&told, name](bool passed) { told += name + std::string{passed ? " " : "! "}; };
    };
    auto timer = clock.make_timer(io.get_executor());
    timer->start(1s, rung("a"));
    timer->start(2s, rung("b"));
    poll(io);
    CHECK(told == "a! ");
    clock.advance(2s);
    poll(io);
    CHECK(told == "a! b ");
    timer->cancel();
    timer->start(1s, rung("c"));
    timer.reset();
    clock.advance(5s);
    poll(io);
    CHECK(told == "a! b ");
}

TEST_CASE("clock: whoever waits in a life that has ended is let go, and never woken", "[world]") {
    SimulatedClock clock{Instant{}};
    Witness witness;
    {
        net::io_context io;
        net::co_spawn(io, hold(clock, witness), net::detached);
        poll(io);
        CHECK(witness.here.use_count() > 1);
        CHECK(clock.next_alarm());
    }
    CHECK(witness.here.use_count() == 1);
    CHECK(*witness.here);
    CHECK_FALSE(clock.next_alarm());
    clock.advance(std::chrono::hours{2});
}

TEST_CASE("clock: the machine's wakes after the time, not before", "[world]") {
    SystemClock clock;
    net::io_context io;
    std::string told;
    net::co_spawn(io, wait(clock, 30ms, "b", told), net::detached);
    net::co_spawn(io, wait(clock, 10ms, "a", told), net::detached);
    const auto begin = clock.monotonic();
    io.run();
    CHECK(clock.monotonic() - begin >= 30ms);
    CHECK(told == "a b ");
}
