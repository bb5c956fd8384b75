#include "access/rate_limit.hpp"

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

int admitted(RateLimit& limit, const std::string& address, int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += limit.admit(address) ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("a client has its burst at once and its rate after that", "[gateway][limits]") {
    Hand clock;
    RateLimit limit{clock, {.per_second = 10, .burst = 50}};
    CHECK(admitted(limit, "203.0.113.1", 100) == 50);
    CHECK(admitted(limit, "203.0.113.2", 100) == 50);
    clock.time += 1s;
    CHECK(admitted(limit, "203.0.113.1", 100) == 10);
    clock.time += 1h;
    CHECK(admitted(limit, "203.0.113.1", 100) == 50);
}

TEST_CASE("a limit may be slower than one call a second", "[gateway][limits]") {
    Hand clock;
    RateLimit limit{clock, {.per_second = 1, .burst = 60, .each = 6}};
    CHECK(admitted(limit, "203.0.113.1", 100) == 10);
    clock.time += 5s;
    CHECK(admitted(limit, "203.0.113.1", 100) == 0);
    clock.time += 1min;
    CHECK(admitted(limit, "203.0.113.1", 100) == 10);
}

TEST_CASE("an IPv6 client is its /64, and a mapped address is its IPv4", "[gateway][limits]") {
    Hand clock;
    RateLimit limit{clock, {.per_second = 1, .burst = 10}};
    int together = 0;
    for (int i = 0; i < 100; ++i) together += limit.admit("2001:db8:1:2::" + std::to_string(i)) ? 1 : 0;
    CHECK(together == 10);
    CHECK(admitted(limit, "2001:db8:1:3::1", 100) == 10);
    CHECK(admitted(limit, "203.0.113.1", 5) + admitted(limit, "::ffff:203.0.113.1", 100) == 10);
}

TEST_CASE("a stranger with many addresses makes nobody begin anew", "[gateway][limits]") {
    Hand clock;
    RateLimit limit{clock, {.per_second = 1, .burst = 10, .clients_max = 100}};
    CHECK(admitted(limit, "203.0.113.1", 20) == 10);
    for (int round = 0; round < 50; ++round) {  // 5,000 clients, while the first one keeps trying.
        for (int i = 0; i < 90; ++i)
            limit.admit("2001:db8:" + std::to_string(round) + ":" + std::to_string(i) + "::1");
        CHECK_FALSE(limit.admit("203.0.113.1"));
    }
}

TEST_CASE("what is no address is one client of its own", "[gateway][limits]") {
    Hand clock;
    RateLimit limit{clock, {.per_second = 1, .burst = 10}};
    CHECK(admitted(limit, "", 5) + admitted(limit, "nonsense", 100) == 10);
}

TEST_CASE("what costs more than a bucket holds is let through once the bucket is full", "[gateway][limits]") {
    Hand clock;
    RateLimitBy<int> limit{clock, {.per_second = 10, .burst = 100}};
    CHECK(limit.admit(1, 1'000));
    CHECK_FALSE(limit.admit(1, 1));
    CHECK(limit.admit(2, 60));
    CHECK_FALSE(limit.admit(2, 60));
    CHECK(limit.admit(2, 40));
    clock.time += 10s;
    CHECK(limit.admit(1, 1'000));
}
