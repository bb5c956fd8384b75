#include "live/loudspeakers.hpp"

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;
using namespace std::chrono_literals;

namespace {

constexpr Instant morning{1'764'000'000s};  // 2025-11-24 23:00 in Vietnam.
constexpr MarketId market{Sequence{1}}, other_market{Sequence{2}};
constexpr StallId stall{Sequence{11}};
constexpr TokenId phone{Sequence{21}}, tablet{Sequence{22}};

using State = Loudspeakers::State;

State state_of(const Loudspeakers& all, Instant now, StallId id = stall) {
    for (const auto& [one, heard] : all.of(market, now))
        if (one == id) return heard.state;
    return State::off;
}

}  // namespace

TEST_CASE("loudspeakers: one that says nothing for a minute has fallen silent, one that left has not",
          "[gateway][live]") {
    Loudspeakers all;
    CHECK(state_of(all, morning) == State::off);
    all.says(market, stall, phone, true, morning);
    CHECK(state_of(all, morning + 60s) == State::hearing);
    CHECK(state_of(all, morning + 61s) == State::silent);
    all.says(market, stall, phone, true, morning + 90s);
    CHECK(state_of(all, morning + 91s) == State::hearing);
    all.leaves(market, stall, phone);
    CHECK(state_of(all, morning + 1h) == State::off);
    CHECK(all.of(other_market, morning).empty());
}

TEST_CASE("loudspeakers: a page whose sound is off is mute, and no reason to go there once it is closed",
          "[gateway][live]") {
    Loudspeakers all;
    all.says(market, stall, phone, false, morning);
    CHECK(state_of(all, morning + 1s) == State::mute);
    CHECK(state_of(all, morning + 61s) == State::off);
    all.says(market, stall, phone, true, morning + 70s);
    all.says(market, stall, phone, false, morning + 80s);  // The browser took the sound away.
    CHECK(state_of(all, morning + 81s) == State::mute);
}

TEST_CASE(
    "loudspeakers: of several devices the best counts; a revoked one does not; yesterday's is forgotten",
    "[gateway][live]") {
    Loudspeakers all;
    all.says(market, stall, phone, true, morning);
    all.says(market, stall, tablet, true, morning + 70s);
    CHECK(state_of(all, morning + 71s) == State::hearing);
    CHECK(state_of(all, morning + 131s) == State::silent);
    all.forget(tablet);
    CHECK(all.of(market, morning + 71s).front().second.last == morning);
    CHECK(state_of(all, morning + 12h + 1s) == State::off);
    CHECK(all.count(morning + 71s)[static_cast<std::size_t>(State::silent)] == 1);
}

TEST_CASE("loudspeakers: whoever makes up devices displaces others of that stall alone", "[gateway][live]") {
    Loudspeakers all;
    constexpr StallId neighbour{Sequence{12}};
    all.says(market, neighbour, phone, true, morning);
    for (std::uint64_t i = 0; i < 1'000; ++i)
        all.says(market, stall, TokenId{Sequence{100 + i}}, true, morning + 1s);
    CHECK(state_of(all, morning + 2s, neighbour) == State::hearing);
    for (std::uint64_t i = 0; i < 1'000; ++i) all.forget(TokenId{Sequence{100 + i}});
    CHECK(state_of(all, morning + 2s) == State::off);
}

TEST_CASE("loudspeakers: each payment's delay counts once, on its day", "[gateway][live]") {
    Loudspeakers all;
    const auto heard = [&all](std::uint64_t event, std::chrono::milliseconds delay, Instant now) {
        all.heard(market, stall, phone, Sequence{event}, delay, now);
    };
    heard(5, 1s, morning);
    CHECK(all.delays().count() == 0);  // Nobody who has said that it is there.
    all.says(market, stall, phone, true, morning);
    for (std::uint64_t event = 1; event <= 100; ++event) heard(event, event <= 90 ? 800ms : 8s, morning);
    heard(100, 8s, morning);
    heard(7, 8s, morning);
    const auto today = all.delays(market, morning);
    CHECK(today.count() == 100);
    CHECK((*today.quantile(0.5) > 500ms && *today.quantile(0.5) <= 1s));
    CHECK((*today.quantile(0.95) > 5s && *today.quantile(0.95) <= 10s));
    CHECK(all.delays(market, morning + 2h).count() == 0);  // Past midnight.
    CHECK(all.delays().count() == 100);
}

TEST_CASE("sound delays: quantiles lie between the bounds, and the last one stands for all that is longer",
          "[gateway][live]") {
    SoundDelays delays;
    CHECK_FALSE(delays.quantile(0.5));
    delays.add(-3s);  // A bank's clock that is ahead.
    CHECK(*delays.quantile(0.5) <= 100ms);
    for (int i = 0; i < 9; ++i) delays.add(2h);
    CHECK(*delays.quantile(0.95) == SoundDelays::bounds.back());
    CHECK(delays.sum() == 18h);
    CHECK(delays.each().back() == 9);
}
