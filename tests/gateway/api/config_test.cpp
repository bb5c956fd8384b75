#include "gateway/config.hpp"

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
    const auto config = read_config(R"({"listen":"0.0.0.0:9000","threads":4,"limits":{"connections_max":10},"log_level":"warning",
        "public_base_url":"https://cho.example","feeds":{"s":{"connector":"sepay","auth":"hmac","secret":"abc-secret-0123456789"}}})", "choqr.json");
    CHECK(config.address == "0.0.0.0");
    CHECK(config.port == 9000);
    CHECK(config.threads == 4);
    CHECK(config.places.places_max == 10);
    CHECK(config.queue_max == 16'384);
    CHECK(config.log_level == LogLevel::warning);
    CHECK_FALSE(config.demo_wallet);
    REQUIRE(config.feeds.size() == 1);
    CHECK(config.feeds[0].name == "s");
    CHECK(read_config("{}", "choqr.json").port == 8080);
}

TEST_CASE("every mistake in a configuration is named, all at once, without secrets", "[gateway][config]") {
    const auto mistakes = mistakes_in(R"({"listen":"127.0.0.1:70000","threads":0,"colour":"red","log_level":"loud",
        "limits":{"connections_max":0,"sky":1},"feeds":{"a b":{},"x":{"connector":"nobody","secret":"very-secret-value"}}})");
    CAPTURE(mistakes);
    for (const auto* part : {"choqr.json: listen: 70000 is not a port (1 to 65535)", "colour", "threads", "log_level", "feeds.a b", "feeds.x"})
        CHECK(mistakes.find(part) != std::string::npos);
    CHECK(mistakes.find("very-secret-value") == std::string::npos);
}

TEST_CASE("limits and trusted proxies are read, and each wrong one is named", "[gateway][config]") {
    const auto config = read_config(R"({"limits":{"connections_max":4000,"connections_per_address_max":900,"notice_connections_reserved":100,
        "request_bytes_max":33554432},"trusted_proxies":["10.0.0.0/8","::1","192.0.2.7"]})", "choqr.json");
    CHECK(config.places.places_max == 4000);
    CHECK(config.places.per_client_max == 900);
    CHECK(config.places.reserved == 100);
    CHECK(config.request_bytes_max == 32u << 20);
    CHECK(config.trusted_proxies.size() == 3);
    const auto defaults = read_config("{}", "choqr.json");
    CHECK(defaults.places.per_client_max == 5000);
    CHECK(defaults.places.reserved == 256);
    CHECK(defaults.request_bytes_max == 256u << 20);
    CHECK(defaults.trusted_proxies.empty());

    const auto mistakes = mistakes_in(R"({"limits":{"connections_max":100,"connections_per_address_max":0,"notice_connections_reserved":26,"request_bytes_max":1000},
        "trusted_proxies":["10.0.0.1/8","proxy.example","0.0.0.0/0",7]})");
    CAPTURE(mistakes);
    for (const auto* part : {"connections_per_address_max", "notice_connections_reserved: is more than a quarter", "request_bytes_max",
                             "\"10.0.0.1/8\" has bits beyond its prefix", "\"proxy.example\" is not ADDRESS", "\"0.0.0.0/0\" would trust everybody", "is not a text"})
        CHECK(mistakes.find(part) != std::string::npos);
    CHECK(mistakes_in(R"({"trusted_proxies":"10.0.0.0/8"})").find("must be a list of networks") != std::string::npos);
}

TEST_CASE("only the verifier keys of witnesses are taken for witnesses", "[gateway][config]") {
    const std::string witness = "witness.dev.choqr.example/w1+cfec4c73+BM7t4GN1mLzI5caXt3ecNg2Qc6PehNe1I9NDsYWrbj0u";
    const std::string log = "dev.choqr.example/ledger+750d942d+AYWsnCuZmEGcF5yydXPPVWCUBztqSMcPaDf/DfR6ZlQJ";
    const auto read = [](const std::string& list) { return read_config("{\"witnesses\":" + list + "}", "c.json"); };
    CHECK(read("[\"" + witness + "\"]").witnesses.size() == 1);
    CHECK(read("[]").witnesses.empty());
    for (const auto& wrong : {"[\"" + log + "\"]", std::string{"[\"w\"]"}, std::string{"[1]"}, std::string{"\"w\""}})
        CHECK_THROWS_AS(read(wrong), ConfigMistakes);
}

TEST_CASE("a feed without a usable secret does not start", "[gateway][config]") {
    CHECK(mistakes_in(R"({"feeds":{"w":{"connector":"simwallet"}}})").find("feeds.w") != std::string::npos);
    CHECK(mistakes_in(R"({"feeds":{"w":{"connector":"simwallet","secret":""}}})").find("feeds.w") != std::string::npos);
    CHECK(mistakes_in(R"({"feeds":{"s":{"connector":"sepay","auth":"none","secret":"x"}}})").find("feeds.s") != std::string::npos);
    CHECK_FALSE(mistakes_in("[]").empty());
    CHECK_FALSE(mistakes_in("{").empty());
    CHECK_FALSE(mistakes_in(R"({"threads":2,"threads":3})").empty());
}

TEST_CASE("the example configuration is whole but for its secrets, and does not start with them left out", "[gateway][config]") {
    std::ifstream file{CHOQR_SOURCE_DIR "/config/choqr.example.json"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const auto mistakes = mistakes_in(text);
    CAPTURE(mistakes);
    CHECK(std::ranges::count(mistakes, '\n') == 1);
    CHECK(mistakes.find("feeds.sepay-main") != std::string::npos);
    CHECK(mistakes.find("feeds.simwallet") != std::string::npos);
}
