#include "http_client/url.hpp"

#include <array>

#include "support/catch.hpp"

using choqr::world::Url;

TEST_CASE("url: taken apart as RFC 9110 says", "[http_client]") {
    struct Case {
        std::string text, origin, host, port, target;
    };
    const std::vector<Case> cases{
        {"http://a.example", "http://a.example", "a.example", "80", "/"},
        {"HTTPS://A.Example/B?c=D", "https://a.example", "a.example", "443", "/B?c=D"},
        {"http://127.0.0.1:8080/v1/me", "http://127.0.0.1:8080", "127.0.0.1", "8080", "/v1/me"},
        {"https://[::1]:8443?x=1", "https://[::1]:8443", "::1", "8443", "/?x=1"},
        {"https://a:443/", "https://a", "a", "443", "/"},
        {"http://a:443/", "http://a:443", "a", "443", "/"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.text);
        const auto url = Url::parse(each.text);
        REQUIRE(url);
        CHECK(url->origin() == each.origin);
        CHECK(url->host == each.host);
        CHECK(url->port == each.port);
        CHECK(url->target == each.target);
    }
}

TEST_CASE("url: what is no plain address of a server is refused", "[http_client]") {
    for (const auto* text : {"",
                             "http://",
                             "http:///a",
                             "https://:80/",
                             "ftp://a/",
                             "a.example",
                             "//a/",
                             "http:/a",
                             "http://a b/",
                             "http://user@a/",
                             "http://user:secret@a/",
                             "http://a:0/",
                             "http://a:65536/",
                             "http://a:8x/",
                             "http://a:/",
                             "http://[::1/",
                             "http://[::g]/",
                             "http://a/\n",
                             "http://a/ b",
                             "http://a/#b",
                             "http://ch\xE1\xBB\xA3/"}) {
        CAPTURE(text);
        CHECK_FALSE(Url::parse(text));
    }
}

TEST_CASE("url: a redirect names a URL or a path from the root", "[http_client]") {
    const auto url = Url::parse("https://a:8443/b/c?d");
    CHECK(url->resolve("/e?f")->origin() == "https://a:8443");
    CHECK(url->resolve("/e?f")->target == "/e?f");
    CHECK(url->resolve("http://b/")->origin() == "http://b");
    for (const auto* other : {"", "e", "//b/", "?x", "mailto:a@b"}) CHECK_FALSE(url->resolve(other));
}
