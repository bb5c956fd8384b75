#include "config/config.hpp"
#include "intake/feed_checks.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "support/catch.hpp"

using namespace choqr::gateway;

namespace {

std::string mistakes_in(std::string_view text) {
    try {
        read_config(text, "choqr.json");
        return {};
    } catch (const ConfigMistakes& mistakes) {
        return mistakes.what();
    }
}

}  // namespace

TEST_CASE("a configuration is read; what it leaves out has a default", "[gateway][config]") {
    const auto config = read_config(
        R"({"listen":"0.0.0.0:9000","threads":4,"limits":{"connections_max":10},"log_level":"warning",
        "public_base_url":"https://cho.example","feeds":{"s":{"connector":"sepay","auth":"hmac","secret":"abc-secret-0123456789"}}})",
        "choqr.json");
    CHECK(config.address == "0.0.0.0");
    CHECK(config.port == 9000);
    CHECK(config.threads == 4);
    CHECK(config.seats.seats_max == 10);
    CHECK(config.queue_max == 16'384);
    CHECK(config.log_level == LogLevel::warning);
    CHECK_FALSE(config.demo_wallet);
    REQUIRE(config.feeds.size() == 1);
    CHECK(config.feeds[0].name == "s");
    CHECK(read_config("{}", "choqr.json").port == 8080);
}

TEST_CASE("every mistake in a configuration is named, all at once, without secrets", "[gateway][config]") {
    const auto mistakes =
        mistakes_in(R"({"listen":"127.0.0.1:70000","threads":0,"colour":"red","log_level":"loud",
        "limits":{"connections_max":0,"sky":1},"feeds":{"a b":{},"x":{"connector":"nobody","secret":"very-secret-value"}}})");
    CAPTURE(mistakes);
    for (const auto* part : {"choqr.json: listen: 70000 is not a port (1 to 65535)", "colour", "threads",
                             "log_level", "feeds.a b", "feeds.x"})
        CHECK(mistakes.find(part) != std::string::npos);
    CHECK(mistakes.find("very-secret-value") == std::string::npos);
}

TEST_CASE("off loopback plain HTTP is refused, unless a proxy speaks TLS or somebody has accepted it",
          "[gateway][config]") {
    const auto config = [](std::string_view text) { return read_config(text, "choqr.json"); };
    const auto open = config(R"({"listen":"0.0.0.0:80"})");
    CHECK(plain_http_refused(open).value_or("").find("insecure_lan") != std::string::npos);
    CHECK_FALSE(is_insecure_lan(open));
    const auto accepted = config(R"({"listen":"0.0.0.0:80","insecure_lan":true})");
    CHECK_FALSE(plain_http_refused(accepted));
    CHECK(is_insecure_lan(accepted));
    for (const auto* safe :
         {"{}", R"({"listen":"[::1]:80"})",
          R"({"listen":"192.168.1.2:80","trusted_proxies":["192.168.1.1"]})",
          R"({"listen":"0.0.0.0:443","tls":{"certificate":"c","key":"k"}})", R"({"insecure_lan":true})"}) {
        CAPTURE(safe);
        CHECK_FALSE(plain_http_refused(config(safe)));
        CHECK_FALSE(is_insecure_lan(config(safe)));
    }
    CHECK(mistakes_in(R"({"insecure_lan":"yes"})").find("insecure_lan") != std::string::npos);
}

TEST_CASE("the port that sends pages on is an address and a port", "[gateway][config]") {
    const auto config =
        read_config(R"({"tls":{"certificate":"c","key":"k","redirect_from":"0.0.0.0:80"}})", "choqr.json");
    REQUIRE(config.redirect_from);
    CHECK(config.redirect_from->address == "0.0.0.0");
    CHECK(config.redirect_from->port == 80);
    CHECK(mistakes_in(R"({"tls":{"certificate":"c","key":"k","redirect_from":"80"}})")
              .find("tls.redirect_from") != std::string::npos);
    CHECK_FALSE(read_config(R"({"tls":{"certificate":"c","key":"k"}})", "choqr.json").redirect_from);
}

TEST_CASE("limits and trusted proxies are read, and each wrong one is named", "[gateway][config]") {
    const auto config = read_config(
        R"({"limits":{"connections_max":4000,"connections_per_address_max":900,"notice_connections_reserved":100,
        "request_bytes_max":33554432},"trusted_proxies":["10.0.0.0/8","::1","192.0.2.7"]})",
        "choqr.json");
    CHECK(config.seats.seats_max == 4000);
    CHECK(config.seats.per_client_max == 900);
    CHECK(config.seats.reserved == 100);
    CHECK(config.request_bytes_max == 32u << 20);
    CHECK(config.trusted_proxies.size() == 3);
    const auto defaults = read_config("{}", "choqr.json");
    CHECK(defaults.seats.per_client_max == 5000);
    CHECK(defaults.seats.reserved == 256);
    CHECK(defaults.request_bytes_max == 256u << 20);
    CHECK(defaults.trusted_proxies.empty());

    const auto mistakes = mistakes_in(
        R"({"limits":{"connections_max":100,"connections_per_address_max":0,"notice_connections_reserved":26,"request_bytes_max":1000},
        "trusted_proxies":["10.0.0.1/8","proxy.example","0.0.0.0/0",7]})");
    CAPTURE(mistakes);
    for (const auto* part :
         {"connections_per_address_max", "notice_connections_reserved: is more than a quarter",
          "request_bytes_max", "\"10.0.0.1/8\" has bits beyond its prefix",
          "\"proxy.example\" is not ADDRESS", "\"0.0.0.0/0\" would trust everybody", "is not a text"})
        CHECK(mistakes.find(part) != std::string::npos);
    CHECK(mistakes_in(R"({"trusted_proxies":"10.0.0.0/8"})").find("must be a list of networks") !=
          std::string::npos);
}

TEST_CASE("how long texts are kept is a number of days, and for ever unless told", "[gateway][config]") {
    CHECK_FALSE(read_config("{}", "choqr.json").texts_kept);
    CHECK(read_config(R"({"retention":{"texts_days":90}})", "choqr.json").texts_kept ==
          std::chrono::days{90});
    for (const auto* wrong : {R"({"retention":{"texts_days":0}})", R"({"retention":{"texts_days":36501}})",
                              R"({"retention":{"days":9}})", R"({"retention":90})"})
        CHECK_FALSE(mistakes_in(wrong).empty());
}

TEST_CASE("only the verifier keys of witnesses are taken for witnesses", "[gateway][config]") {
    const std::string witness =
        "witness.dev.choqr.example/w1+cfec4c73+BM7t4GN1mLzI5caXt3ecNg2Qc6PehNe1I9NDsYWrbj0u";
    const std::string log = "dev.choqr.example/ledger+750d942d+AYWsnCuZmEGcF5yydXPPVWCUBztqSMcPaDf/DfR6ZlQJ";
    const auto read = [](const std::string& list) {
        return read_config("{\"witnesses\":" + list + "}", "c.json");
    };
    CHECK(read("[\"" + witness + "\"]").witnesses.size() == 1);
    CHECK(read("[]").witnesses.empty());
    for (const auto& wrong :
         {"[\"" + log + "\"]", std::string{"[\"w\"]"}, std::string{"[1]"}, std::string{"\"w\""}})
        CHECK_THROWS_AS(read(wrong), ConfigMistakes);
}

TEST_CASE("a feed without a usable secret does not start", "[gateway][config]") {
    CHECK(mistakes_in(R"({"feeds":{"w":{"connector":"simwallet"}}})").find("feeds.w") != std::string::npos);
    CHECK(mistakes_in(R"({"feeds":{"w":{"connector":"simwallet","secret":""}}})").find("feeds.w") !=
          std::string::npos);
    CHECK(
        mistakes_in(R"({"feeds":{"s":{"connector":"sepay","auth":"none","secret":"x"}}})").find("feeds.s") !=
        std::string::npos);
    CHECK_FALSE(mistakes_in("[]").empty());
    CHECK_FALSE(mistakes_in("{").empty());
    CHECK_FALSE(mistakes_in(R"({"threads":2,"threads":3})").empty());
}

TEST_CASE("a feed's accounts and markets are read, and what is neither is named",
          "[gateway][config][feeds]") {
    const auto read = [](const std::string& members) {
        return read_config(R"({"feeds":{"s":{"connector":"sepay","auth":"hmac","secret":"0123456789abcdef")" +
                               members + "}}}",
                           "c.json")
            .feeds.front();
    };
    CHECK_FALSE(read("").bounds.any());
    const auto bounds =
        read(R"(,"accounts":["970422:0123499999","970436:SBVA01"],"markets":["vungtau"])").bounds;
    REQUIRE(bounds.accounts.size() == 2);
    CHECK(bounds.accounts[1].bin.text() == "970436");
    CHECK(bounds.accounts[1].number.text() == "SBVA01");
    CHECK(bounds.markets == std::vector<std::string>{"vungtau"});
    for (const auto* wrong :
         {R"(,"accounts":["0123499999"])", R"(,"accounts":["970422"])", R"(,"accounts":["97042:1"])",
          R"(,"accounts":["970422:a b"])", R"(,"accounts":"970422:1")", R"(,"accounts":[970422])",
          R"(,"accounts":[])", R"(,"markets":[])", R"(,"markets":{})", R"(,"market":["a"])"}) {
        CAPTURE(wrong);
        CHECK_THROWS_AS(read(wrong), ConfigMistakes);
    }
}

TEST_CASE("feeds without bounds and secrets under 16 bytes are warned of, without the secret",
          "[gateway][config][feeds]") {
    const auto warnings = [](const std::string& feed) {
        std::vector<std::string> codes;
        for (const auto& warning :
             feed_warnings(read_config(R"({"feeds":{"s":)" + feed + "}}", "c.json").feeds)) {
            CHECK((warning.vi + warning.en).find("0123456789abcde") == std::string::npos);
            CHECK(warning.feed == "s");
            codes.emplace_back(warning.code);
        }
        return codes;
    };
    const std::string begin = R"({"connector":"sepay","auth":"hmac","secret":"0123456789abcde)",
                      bounded = R"(,"markets":["a"]})";
    using Codes = std::vector<std::string>;
    CHECK(warnings(begin + R"(")" + bounded) == Codes{"short_secret"});
    CHECK(warnings(begin + R"(f")" + bounded) == Codes{});
    CHECK(warnings(begin + R"(f"})") == Codes{"feed_without_bounds"});
    CHECK(warnings(begin + R"(f","secret_next":"x"})") == Codes{"feed_without_bounds", "short_secret"});
    CHECK(warnings(R"({"connector":"sepay","auth":"apikey","api_key":"0123456789abcde")" + bounded) ==
          Codes{"short_secret"});
}

TEST_CASE(
    "the demonstration wallet stands beside real feeds, or off loopback over real money, only where somebody "
    "asked for it",
    "[gateway][config][trial]") {
    const std::string wallet =
                          R"({"connector":"simwallet","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})",
                      sepay = R"({"connector":"sepay","auth":"hmac","secret":"s"})";
    const std::string only = R"(,"feeds":{"w":)" + wallet + "}",
                      real = R"(,"feeds":{"w":)" + wallet + R"(,"s":)" + sepay + "}",
                      two = R"(,"feeds":{"w":)" + wallet + R"(,"v":)" + wallet + "}",
                      bank = R"(,"feeds":{"s":)" + sepay + "}";
    const auto refused = [](const std::string& members, bool trial) {
        const auto sentence =
            demo_wallet_refused(read_config(R"({"threads":1)" + members + "}", "c.json"), trial);
        if (sentence) CHECK(sentence->find(R"("demo_wallet_beside_real_feeds": true)") != std::string::npos);
        return sentence.has_value();
    };
    const std::string on = R"(,"demo_wallet":true)",
                      asked = R"(,"demo_wallet":true,"demo_wallet_beside_real_feeds":true)",
                      open = R"(,"listen":"0.0.0.0:80")";
    for (const bool trial : {false, true}) {
        CAPTURE(trial);
        CHECK_FALSE(refused(real + open, trial));
        CHECK_FALSE(refused(on, trial));
        CHECK_FALSE(refused(on + only, trial));
        CHECK(refused(on + real, trial));
        CHECK(refused(on + two, trial));
        CHECK(refused(on + bank, trial));
        CHECK_FALSE(refused(asked + real + open, trial));
        CHECK(refused(on + only + open, trial) == !trial);
        CHECK(refused(on + only + R"(,"listen":"[::]:80")", trial) == !trial);
        CHECK_FALSE(refused(on + only + R"(,"listen":"[::1]:80")", trial));
        CHECK_FALSE(refused(on + only + R"(,"listen":"127.0.0.2:80")", trial));
    }
}

TEST_CASE("the example configuration is whole but for its secrets, and does not start with them left out",
          "[gateway][config]") {
    std::ifstream file{CHOQR_SOURCE_DIR "/config/choqr.example.json"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const auto mistakes = mistakes_in(text);
    CAPTURE(mistakes);
    CHECK(std::ranges::count(mistakes, '\n') == 1);
    CHECK(mistakes.find("feeds.sepay-main") != std::string::npos);
    CHECK(mistakes.find("feeds.simwallet") != std::string::npos);
}

TEST_CASE("a certificate and its key are named together or not at all", "[gateway][config]") {
    const auto config =
        read_config(R"({"tls":{"certificate":"/etc/c.pem","key":"/etc/k.pem"}})", "choqr.json");
    CHECK(config.tls.certificate == "/etc/c.pem");
    CHECK(config.tls.key == "/etc/k.pem");
    CHECK(read_config(R"({"tls":null})", "choqr.json").tls.certificate.empty());
    for (const auto* half : {R"({"tls":{"certificate":"/etc/c.pem"}})", R"({"tls":{"key":"/etc/k.pem"}})",
                             R"({"tls":{"certificate":"/etc/c.pem","key":""}})"}) {
        CAPTURE(half);
        CHECK(mistakes_in(half).find("tls: has to name both a certificate and its key") != std::string::npos);
    }
    CHECK(mistakes_in(R"({"tls":{"certificate":"a","key":"b","port":1}})").find("port") != std::string::npos);
    CHECK(mistakes_in(R"({"tls":"/etc/c.pem"})").find("tls") != std::string::npos);
}
