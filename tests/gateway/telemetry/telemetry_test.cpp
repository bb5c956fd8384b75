#include "support/catch.hpp"
#include "telemetry/log.hpp"
#include "telemetry/refusals.hpp"
#include "telemetry/watch.hpp"

using namespace choqr;
using namespace choqr::gateway;
using namespace std::chrono_literals;

TEST_CASE("refusals: of a crowd the busiest are kept by name, and every one is counted",
          "[gateway][refusals]") {
    world::SimulatedClock clock{Instant{}};
    Metrics metrics;
    Refusals refusals{clock, metrics};
    set_log_level(LogLevel::silence);
    for (int i = 0; i < 500; ++i) refusals.note({"unauthenticated", "feed:sepay-main", "bad signature"});
    for (int i = 0; i < 2'000; ++i)
        refusals.note({"invalid_token", "address:10.0.0." + std::to_string(i), "/v1/me"});
    CHECK(refusals.total() == 2'500);
    CHECK(refusals.busiest().size() <= 64);
    CHECK(refusals.busiest().front().who == "feed:sepay-main");
    CHECK(refusals.busiest().front().times == 500);
    CHECK(metrics.text().find("choqr_refusals_total{reason=\"invalid_token\"} 2000") != std::string::npos);
}

TEST_CASE("metrics: what is set stands beside what is counted, the last value only", "[gateway][metrics]") {
    Metrics metrics;
    metrics.count("choqr_things", "kind=\"a\"", 3);
    metrics.set("choqr_level", 7);
    metrics.set("choqr_level", -2);
    CHECK(metrics.text() ==
          "# TYPE choqr_things counter\nchoqr_things_total{kind=\"a\"} 3\n"
          "# TYPE choqr_level gauge\nchoqr_level -2\n");
}

TEST_CASE("watch: a follower is behind once it is late, or has ended, and no other with it",
          "[gateway][watch]") {
    Watch watch;
    CHECK_FALSE(watch.behind("reports"));
    const auto look = [&](std::chrono::milliseconds lag, bool failed) {
        watch.look(
            {{.name = "reports", .lag = lag, .records = 7, .why = "why", .failed = failed}, {.name = "live"}},
            std::nullopt);
        return watch.behind("reports");
    };
    CHECK_FALSE(look(2'900ms, false));
    CHECK(look(3'100ms, false) == 3s);
    CHECK(look(0ms, true) == 0s);
    CHECK_FALSE(watch.behind("live"));
    CHECK(watch.state().behind("reports")->why == "why");
    CHECK_FALSE(look(0ms, false));
    watch.look({}, 2s);
    CHECK_FALSE(watch.state().reads_waiting);
    watch.look({}, 4s);
    CHECK(watch.state().reads_waiting == 4s);
}
