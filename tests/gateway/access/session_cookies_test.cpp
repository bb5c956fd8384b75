#include "access/session_cookies.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;
using namespace std::chrono_literals;

namespace {

const Instant noon{std::chrono::milliseconds{1'795'000'000'000}};
const SessionCookie lan{TokenId::from_value(17), SessionId::from_value(4'711), noon};

SessionCookies::Key key_of(std::uint8_t byte) {
    SessionCookies::Key key{};
    key.fill(byte);
    return key;
}

struct Browser {
    world::SeededRandom random{1};
    SessionCookies cookies{key_of(7), false};
    std::string value = cookies.seal(lan, random);

    std::optional<SessionCookie> read(const std::string& field, Instant now = noon) const {
        const std::vector<HeaderField> fields{{"Cookie", field}};
        return cookies.read(fields, now);
    }
    std::string field() const { return "choqr-session=" + value; }
};

}  // namespace

TEST_CASE("session cookies: what was sealed opens, and every flipped bit is refused", "[gateway][sessions]") {
    Browser browser;
    CHECK(browser.cookies.open(browser.value) == lan);
    CHECK(browser.value.size() == 104);
    constexpr std::string_view digits = "0123456789abcdef";
    for (std::size_t i = 0; i < browser.value.size(); ++i)
        for (const unsigned bit : {1u, 2u, 4u, 8u}) {
            auto flipped = browser.value;
            flipped[i] = digits[digits.find(flipped[i]) ^ bit];
            CAPTURE(i, bit);
            REQUIRE_FALSE(browser.cookies.open(flipped));
        }
    for (std::size_t length = 0; length < browser.value.size(); ++length)
        REQUIRE_FALSE(browser.cookies.open(browser.value.substr(0, length)));
    CHECK_FALSE(browser.cookies.open(browser.value + "00"));
    auto shouted = browser.value;
    for (auto& c : shouted)
        if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
    CHECK_FALSE(browser.cookies.open(shouted));  // One way to write it.
}

TEST_CASE("session cookies: another ledger's key opens nothing, and no two look alike",
          "[gateway][sessions]") {
    Browser browser;
    CHECK_FALSE(SessionCookies(key_of(8), false).open(browser.value));
    CHECK(browser.cookies.seal(lan, browser.random) != browser.value);
}

TEST_CASE("session cookies: half an hour without a call ends it", "[gateway][sessions]") {
    Browser browser;
    CHECK(browser.read(browser.field()) == lan);
    CHECK(browser.read(browser.field(), noon + 30min - 1ms) == lan);
    CHECK_FALSE(browser.read(browser.field(), noon + 30min));
    CHECK(browser.read(browser.field(), noon - 30min));  // The clock was set back.
    CHECK_FALSE(browser.read(browser.field(), noon - 30min - 1ms));
    CHECK_FALSE(SessionCookies::is_to_be_renewed(lan, noon + 59s));
    CHECK(SessionCookies::is_to_be_renewed(lan, noon + 60s));
}

TEST_CASE("session cookies: one of the name, in one field, among others", "[gateway][sessions]") {
    Browser browser;
    CHECK(browser.read("a=b; " + browser.field() + "; choqr-session2=x") == lan);
    CHECK_FALSE(browser.read(browser.field() + "; " + browser.field()));
    CHECK_FALSE(browser.read("__Host-" + browser.field()));
    CHECK_FALSE(browser.read("xchoqr-session=" + browser.value));
    CHECK_FALSE(browser.read("choqr-session"));
    CHECK_FALSE(browser.read(""));
    const std::vector<HeaderField> twice{{"Cookie", browser.field()}, {"cookie", browser.field()}};
    CHECK_FALSE(browser.cookies.read(twice, noon));
    CHECK_FALSE(browser.cookies.is_in(twice));
}

TEST_CASE("session cookies: its fields, with TLS and without", "[gateway][sessions]") {
    Browser browser;
    CHECK(browser.cookies.set(lan, browser.random).ends_with("; Path=/; HttpOnly; SameSite=Strict"));
    CHECK(browser.cookies.end() == "choqr-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
    const SessionCookies by_tls{key_of(7), true};
    const auto set = by_tls.set(lan, browser.random);
    CHECK(set.starts_with("__Host-choqr-session="));
    CHECK(set.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure"));
    const auto pair = set.substr(0, set.find(';'));
    const std::vector<HeaderField> fields{{"Cookie", pair}};
    CHECK(by_tls.read(fields, noon) == lan);
    CHECK_FALSE(browser.cookies.read(fields, noon));
}
