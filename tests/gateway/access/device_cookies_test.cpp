#include "access/device_cookies.hpp"

#include "access/access.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::gateway;

namespace {

const std::string secret = "choqr_" + std::string(64, 'a'), other = "choqr_" + std::string(64, 'b');

std::vector<DeviceCookie> read(const std::string& value, bool by_tls = false) {
    const std::vector<HeaderField> fields{{"Host", "a"}, {"COOKIE", value}};
    return DeviceCookies{by_tls}.read(fields);
}

}  // namespace

TEST_CASE("device cookies: what is set is read again, as lasting and as closed as a browser can keep it",
          "[gateway][access]") {
    const StallId stall{Sequence{17}};
    const auto plain = DeviceCookies{false}.set(stall, secret),
               by_tls = DeviceCookies{true}.set(stall, secret);
    CHECK(plain == "choqr-device-st17=" + secret + "; Path=/; Max-Age=34560000; HttpOnly; SameSite=Strict");
    CHECK(by_tls == "__Host-" + plain + "; Secure");
    CHECK(DeviceCookies{false}.end(stall) ==
          "choqr-device-st17=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
    const auto cookies = read(plain.substr(0, plain.find(';')));
    REQUIRE(cookies.size() == 1);
    CHECK(cookies[0].place == stall);
    CHECK(cookies[0].secret == hash_of_token(secret));
    CHECK(cookies[0].value == secret);
}

TEST_CASE(
    "device cookies: a cookie that came in the clear is none where browsers come by TLS, and the other way",
    "[gateway][access]") {
    CHECK(read("choqr-device-st17=" + secret, true).empty());
    CHECK(read("__Host-choqr-device-st17=" + secret, true).size() == 1);
    CHECK(read("__Host-choqr-device-st17=" + secret, false).empty());
}

TEST_CASE("device cookies: a phone of several stalls has one for each, among others' cookies",
          "[gateway][access]") {
    const auto cookies = read("theme=dark; choqr-device-st17=" + secret +
                              "; a=\"b; c\"; choqr-device-st3=" + other + ";choqr-device-st4=" + other);
    REQUIRE(cookies.size() == 3);
    CHECK(cookies[0].place == StallId{Sequence{17}});
    CHECK(cookies[1].secret == hash_of_token(other));
    CHECK(cookies[2].place == StallId{Sequence{4}});
}

TEST_CASE("device cookies: a market has one of its own, beside its stalls'", "[gateway][access]") {
    const auto cookies = read("choqr-device-mk17=" + secret + "; choqr-device-st17=" + other);
    REQUIRE(cookies.size() == 2);
    CHECK(cookies[0].place == MarketId{Sequence{17}});
    CHECK(cookies[1].place == StallId{Sequence{17}});
    CHECK(DeviceCookies{false}.end(MarketId{Sequence{3}}).starts_with("choqr-device-mk3=;"));
}

TEST_CASE("device cookies: what only resembles one is passed over", "[gateway][access]") {
    const std::string cases[] = {"",
                                 ";",
                                 "choqr-device-st17",
                                 "choqr-device-st17=",
                                 "choqr-device-=" + secret,
                                 "choqr-device-st017=" + secret,
                                 "choqr-device-tk17=" + secret,
                                 "choqr-device-st17 =" + secret,
                                 "choqr-device-st17= " + secret,
                                 "choqr-device-st17=\"" + secret + "\"",
                                 "choqr-device-st17=" + secret + "a",
                                 "choqr-device-st17=" + secret.substr(1),
                                 "choqr-device-st17=choqr_" + std::string(64, 'A'),
                                 "Choqr-Device-st17=" + secret,
                                 "choqr-device-st9223372036854775808=" + secret,
                                 "choqr-device-st17=" + secret + "\t"};
    for (const auto& value : cases) {
        CAPTURE(value);
        CHECK(read(value).empty());
    }
}

TEST_CASE("device cookies: which of two is meant is not guessed", "[gateway][access]") {
    const auto one = "choqr-device-st17=" + secret;
    CHECK(read(one + "; choqr-device-st17=" + other + "; choqr-device-st3=" + other).size() == 1);
    const std::vector<HeaderField> twice{{"Cookie", one}, {"cookie", one}};
    CHECK(DeviceCookies{false}.read(twice).empty());
}

TEST_CASE("device cookies: at most eight stalls of one phone, and no field without end",
          "[gateway][access]") {
    std::string many;
    for (int i = 0; i < 40; ++i) many += "choqr-device-st" + std::to_string(i) + "=" + secret + "; ";
    CHECK(read(many).size() == DeviceCookies::places_max);
    CHECK(read(many + std::string(8'192, 'x')).empty());
}
