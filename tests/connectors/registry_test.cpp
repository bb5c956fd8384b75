#include <algorithm>

#include "call.hpp"
#include "json/value.hpp"
#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::connectors;
using namespace choqr::connectors::test;

namespace {

std::string sentence(std::string_view name, std::string_view settings) {
    try {
        const auto document = json::parse(settings);
        make_connector(read_feed_config(name, std::get<json::Value>(document)));
        return "starts";
    } catch (const ConfigError& error) {
        return error.what();
    }
}

}  // namespace

TEST_CASE("feeds: a feed with what it needs to verify starts", "[connectors][registry]") {
    CHECK(sentence("w", R"({"connector":"simwallet","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})") ==
          "starts");
    CHECK(sentence("s", R"({"connector":"sepay","auth":"hmac","secret":"x"})") == "starts");
    CHECK(sentence("s", R"({"connector":"sepay","auth":"apikey","api_key":"x","api_key_next":"y"})") ==
          "starts");
    CHECK(sentence("s", R"({"connector":"sepay","auth":"hmac","secret":["x","y"]})") == "starts");
}

TEST_CASE("feeds: while keys are changed, a secret is a list, or has one that comes next",
          "[connectors][registry]") {
    const auto secrets = [](std::string_view settings) {
        return read_feed_config("s", std::get<json::Value>(json::parse(settings))).secrets("secret");
    };
    using Texts = std::vector<std::string>;
    CHECK(secrets(R"({"connector":"sepay","secret":"a"})") == Texts{"a"});
    CHECK(secrets(R"({"connector":"sepay","secret":"a","secret_next":"b"})") == Texts{"a", "b"});
    CHECK(secrets(R"({"connector":"sepay","secret":["a","b"]})") == Texts{"a", "b"});
    CHECK(secrets(R"({"connector":"sepay","secret":["a","b"],"secret_next":"c"})") == Texts{"a", "b", "c"});
    CHECK(secrets(R"({"connector":"sepay","secret_next":"b"})").empty());
    CHECK(secrets(R"({"connector":"sepay"})").empty());
}

TEST_CASE("feeds: what one provider's feed may say, another's may not", "[connectors][registry]") {
    CHECK(sentence("w", R"({"connector":"simwallet","api_key":"x"})") ==
          "feeds.w: api_key is not known here.");
    CHECK(sentence("w", R"({"connector":"simwallet","auth_next":"x"})") ==
          "feeds.w: auth_next is not known here.");
    CHECK(sentence("c", R"({"connector":"no-such"})") ==
          R"(feeds.c: connector must be one of "simwallet", "sepay")");
}

TEST_CASE("providers: each has a name of its own, keys, and makes nothing of an empty configuration",
          "[connectors][registry]") {
    for (const auto* provider : providers()) {
        CAPTURE(provider->connector);
        CHECK(find_provider(provider->connector) == provider);
        CHECK(std::ranges::any_of(provider->keys, &Provider::Key::is_secret));
        CHECK_THROWS_AS(provider->make(FeedConfig{"f", std::string{provider->connector}}), ConfigError);
    }
    CHECK(find_provider("") == nullptr);
}

TEST_CASE("feeds: a feed that could not refuse a forgery does not start, and the sentence names it",
          "[connectors][registry][C10]") {
    for (const std::string_view settings :
         {R"({"connector":"simwallet"})",
          R"({"connector":"simwallet","secret":""})",
          R"({"connector":"simwallet","secret":"whsec_"})",
          R"({"connector":"simwallet","secret":"whsec_c2hvcnQ="})",
          R"({"connector":"simwallet","secret":"whsec_not base64"})",
          R"({"connector":"simwallet","secret_next":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})",
          R"({"connector":"simwallet","auth":"none","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})",
          R"({"connector":"sepay"})",
          R"({"connector":"sepay","auth":"none"})",
          R"({"connector":"sepay","auth":"none","secret":"x"})",
          R"({"connector":"sepay","auth":"hmac"})",
          R"({"connector":"sepay","auth":"hmac","secret":""})",
          R"({"connector":"sepay","auth":"hmac","secret":null})",
          R"({"connector":"sepay","auth":"hmac","api_key":"x"})",
          R"({"connector":"sepay","auth":"hmac","secret":"\u0000"})",
          R"({"connector":"sepay","auth":"apikey"})",
          R"({"connector":"sepay","auth":"apikey","secret":"x"})",
          R"({"connector":"sepay","auth":"oauth2","secret":"x"})",
          R"({"connector":"casso","secret":"x"})",
          R"({"secret":"x"})",
          R"({})",
          R"([])",
          R"({"connector":7})",
          R"({"connector":"sepay","auth":"hmac","secret":7})",
          R"({"connector":"sepay","auth":"hmac","secret":[]})",
          R"({"connector":"sepay","auth":"hmac","secret":["x",7]})",
          R"({"connector":"sepay","auth":"hmac","secret":["x",""]})",
          R"({"connector":"sepay","auth":["hmac"],"secret":"x"})",
          R"({"connector":"sepay","auth":"hmac","secrte":"x"})"}) {
        CAPTURE(settings);
        const auto said = sentence("sepay-main", settings);
        CHECK(said.starts_with("feeds.sepay-main: "));
    }
    CHECK(sentence("s", R"({"connector":"sepay","auth":"hmac","secrte":"x"})") ==
          "feeds.s: secrte is not known here.");
    CHECK(sentence("", R"({"connector":"sepay","auth":"hmac","secret":"x"})") != "starts");
}

TEST_CASE("feeds: no sentence repeats a secret", "[connectors][registry]") {
    CHECK(sentence("w", R"({"connector":"simwallet","secret":"whsec_TOPSECRET"})").find("TOPSECRET") ==
          std::string::npos);
    CHECK(sentence("s", R"({"connector":"sepay","auth":"none","secret":"TOPSECRET"})").find("TOPSECRET") ==
          std::string::npos);
}
