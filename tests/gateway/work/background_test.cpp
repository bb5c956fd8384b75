#include "work/background.hpp"

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <latch>
#include <thread>

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;
using namespace std::chrono_literals;
namespace net = http::net;

namespace {

// Errands of several callers, begun in one loop as connections begin them.
struct Errands {
    world::SystemClock clock;
    Background background{Background::Threads::some, clock};
    net::io_context io;
    std::vector<Ran> ends;
    std::vector<std::string> order;

    net::awaitable<void> one(Errand errand, std::function<void()> work) {
        const auto name = errand.caller;
        const auto ran = co_await background.run(std::move(errand), std::move(work));
        ends.push_back(ran);
        order.push_back(name);
    }
    void begin(Errand errand, std::function<void()> work) {
        net::co_spawn(io, one(std::move(errand), std::move(work)), net::detached);
        io.poll();
        io.restart();
    }
    void finish() { io.run_for(10s); }
    std::ptrdiff_t count(Ran ran) const { return std::ranges::count(ends, ran); }
};

void wait_for(const std::atomic<bool>& flag) {
    for (int i = 0; i < 5'000 && !flag; ++i) std::this_thread::sleep_for(1ms);
    REQUIRE(flag);
}

}  // namespace

TEST_CASE("background: whoever asks once does not wait behind whoever asks often", "[gateway][background]") {
    Errands errands;
    std::latch begin{1};
    errands.begin({Lane::heavy, "printer"}, [&] { begin.wait(); });  // Holds the lane's one thread.
    for (int i = 0; i < 5; ++i) errands.begin({Lane::heavy, "greedy"}, [] {});
    errands.begin({Lane::heavy, "modest"}, [] {});
    begin.count_down();
    errands.finish();
    REQUIRE(errands.order.size() == 7);
    CHECK(errands.order[2] == "modest");
}

TEST_CASE("background: one caller cannot have all threads of a lane, nor fill its queue",
          "[gateway][background]") {
    Errands errands;
    std::latch end{1};
    for (int i = 0; i < 200; ++i) errands.begin({Lane::reading, "greedy"}, [&] { end.wait(); });
    std::atomic<bool> answered{false};
    errands.begin({Lane::reading, "modest"}, [&] { answered = true; });
    wait_for(answered);
    end.count_down();
    errands.finish();
    CHECK(errands.count(Ran::busy) > 100);
    CHECK(errands.count(Ran::busy) + errands.count(Ran::done) == 201);
}

TEST_CASE("background: strangers do not fill the lane of passwords for those who were here before",
          "[gateway][background]") {
    Errands errands;
    std::latch begin{1};
    std::atomic<bool> is_at_work{false};
    errands.begin({Lane::passwords, "first"}, [&] {
        is_at_work = true;
        begin.wait();
    });
    wait_for(is_at_work);
    for (int i = 0; i < 200; ++i) errands.begin({Lane::passwords, "stranger " + std::to_string(i)}, [] {});
    CHECK(errands.count(Ran::busy) == 200 - 16);
    for (const auto* known : {"lan", "hoa"})
        errands.begin({.lane = Lane::passwords, .caller = known, .known = true}, [] {});
    begin.count_down();
    errands.finish();
    const auto done = std::ranges::find(errands.order, "first");
    REQUIRE(errands.order.end() - done == 19);
    CHECK((done[1] == "hoa" && done[2] == "lan"));
}

TEST_CASE("background: lanes do not wait for each other", "[gateway][background]") {
    Errands errands;
    std::latch end{1};
    for (const auto lane : {Lane::heavy, Lane::replay}) errands.begin({lane, "a"}, [&] { end.wait(); });
    std::atomic<bool> read{false};
    errands.begin({Lane::reading, "a"}, [&] { read = true; });
    wait_for(read);
    end.count_down();
    errands.finish();
    CHECK(errands.count(Ran::done) == 3);
}

TEST_CASE("background: what a client that left had asked for never begins, and what runs gives up",
          "[gateway][background]") {
    Errands errands;
    std::stop_source first, second;
    std::atomic<bool> runs{false}, began{false};
    errands.begin({Lane::heavy, "first", first.get_token()}, [&] {
        runs = true;
        for (;;) give_up_if_unwanted();
    });
    errands.begin({Lane::heavy, "second", second.get_token()}, [&] { began = true; });
    wait_for(runs);
    second.request_stop();
    first.request_stop();
    errands.finish();
    CHECK(errands.ends == std::vector{Ran::gone, Ran::gone});
    CHECK_FALSE(began);
}

TEST_CASE("background: a stop waits for nothing that can be asked to give up", "[gateway][background]") {
    Errands errands;
    std::atomic<bool> runs{false}, began{false};
    errands.begin({Lane::reading, "a"}, [&] {
        runs = true;
        for (;;) give_up_if_unwanted();
    });
    wait_for(runs);
    for (int i = 0; i < 5; ++i) errands.begin({Lane::heavy, "b"}, [] { std::this_thread::sleep_for(50ms); });
    errands.background.stop();
    errands.begin({Lane::reading, "late"}, [&] { began = true; });
    errands.finish();
    CHECK(errands.count(Ran::stopping) >= 6);
    CHECK_FALSE(began);
}

TEST_CASE("background: what work throws is thrown where it was asked for", "[gateway][background]") {
    Errands errands;
    bool caught = false;
    const auto asked = [&]() -> net::awaitable<void> {
        Errand errand{Lane::reading, "a"};
        try {
            co_await errands.background.run(std::move(errand), [] { throw std::runtime_error{"a mistake"}; });
        } catch (const std::runtime_error&) {
            caught = true;
        }
    };
    net::co_spawn(errands.io, asked(), net::detached);
    errands.finish();
    CHECK(caught);
}
