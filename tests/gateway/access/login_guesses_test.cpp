#include "access/login_guesses.hpp"

#include <string>

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;
using namespace std::chrono_literals;

namespace {

class Hand final : public world::SystemClock {  // Moved by the test.
public:
    Instant now() const override { return {}; }
    Monotonic monotonic() const override { return time; }
    std::chrono::nanoseconds time{1h};
};

int taken(LoginGuesses& guesses, const std::string& name, int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += guesses.take(name) ? 0 : 1;
    return count;
}

}  // namespace

TEST_CASE("guesses: ten of one name within any quarter of an hour, and nobody is locked out for ever",
          "[gateway][login]") {
    Hand clock;
    LoginGuesses guesses{clock, 10};
    CHECK(taken(guesses, "lan", 4) == 4);
    clock.time += 10min;
    CHECK(taken(guesses, "lan", 100) == 6);
    CHECK(taken(guesses, "hoa", 100) == 10);  // Each for themselves.
    CHECK(guesses.take("lan") == 300s);
    clock.time += 5min - 1s;
    CHECK(guesses.take("lan") == 1s);
    clock.time += 1s;
    CHECK(taken(guesses, "lan", 100) == 4);  // The first four are a quarter of an hour old.
    clock.time += 10min;
    CHECK(taken(guesses, "lan", 100) == 6);
    clock.time += 15min;
    CHECK(taken(guesses, "lan", 100) == 10);
}

TEST_CASE("guesses: a password that was right is none", "[gateway][login]") {
    Hand clock;
    LoginGuesses guesses{clock, 10};
    for (int i = 0; i < 50; ++i) {
        CHECK_FALSE(guesses.take("lan"));
        guesses.give_back("lan");
    }
    CHECK(guesses.held() == 0);
    CHECK(taken(guesses, "lan", 100) == 10);
    guesses.give_back("nobody");
}

TEST_CASE("guesses: strangers with many names fill no memory", "[gateway][login]") {
    Hand clock;
    LoginGuesses guesses{clock, 10};
    for (std::size_t i = 0; i < LoginGuesses::kept_max + 1'000; ++i) guesses.take(std::to_string(i));
    CHECK(guesses.held() == LoginGuesses::kept_max);
}
