#include "access/sessions_seen.hpp"

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;
using namespace std::chrono_literals;

namespace {

const Instant noon{std::chrono::milliseconds{1'795'000'000'000}};
const SessionId one{Sequence{17}}, other{Sequence{18}};

}  // namespace

TEST_CASE("sessions seen: over half an hour after the last call, and when its time has passed",
          "[gateway][sessions]") {
    SessionsSeen seen;
    CHECK(seen.is_over(one, noon));
    CHECK_FALSE(seen.of(one));
    seen.note(one, noon, noon + 1h, "Mozilla/5.0 (Linux; Android 13) Chrome/120.0");
    CHECK_FALSE(seen.is_over(one, noon + 29min));
    CHECK(seen.is_over(one, noon + 30min));
    seen.note(one, noon + 20min, noon + 1h, "");
    CHECK_FALSE(seen.is_over(one, noon + 49min));
    CHECK(seen.of(one)->last == noon + 20min);
    CHECK(seen.of(one)->browser == Browser{"Chrome", "Android"});
    seen.note(one, noon + 45min, noon + 1h, "");
    CHECK_FALSE(seen.is_over(one, noon + 1h - 1ms));
    CHECK(seen.is_over(one, noon + 1h));
    seen.note(other, noon + 1h, noon + 2h, "");
    CHECK_FALSE(seen.of(one));
    CHECK(seen.of(other)->browser == Browser{});
}

TEST_CASE("browsers: known by what they say, in words of ours", "[gateway][sessions]") {
    const std::string windows =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) ";
    const std::string android =
        "Mozilla/5.0 (Linux; Android 10; SM-A105F) AppleWebKit/537.36 (KHTML, like Gecko) ";
    const std::string iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 ";
    CHECK(browser_of(windows + "Chrome/120.0.0.0 Safari/537.36") == Browser{"Chrome", "Windows"});
    CHECK(browser_of(windows + "Chrome/120.0.0.0 Safari/537.36 Edg/120.0") == Browser{"Edge", "Windows"});
    CHECK(browser_of(windows + "coc_coc_browser/120.0 Chrome/114.0 Safari/537.36") ==
          Browser{"Cốc Cốc", "Windows"});
    CHECK(browser_of(android + "SamsungBrowser/23.0 Chrome/115.0 Mobile Safari/537.36") ==
          Browser{"Samsung Internet", "Android"});
    CHECK(browser_of(android + "Chrome/120.0 Mobile Safari/537.36 Zalo android/12110") ==
          Browser{"Zalo", "Android"});
    CHECK(browser_of(iphone + "Version/17.0 Mobile/15E148 Safari/604.1") == Browser{"Safari", "iPhone"});
    CHECK(browser_of(iphone + "CriOS/120.0 Mobile/15E148 Safari/604.1") == Browser{"Chrome", "iPhone"});
    CHECK(browser_of("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0") ==
          Browser{"Firefox", "Linux"});
    CHECK(browser_of("<script>alert(1)</script>") == Browser{});
    CHECK(browser_of(std::string(600, 'x') + "Chrome/") == Browser{});
}
