#include "http/client_address.hpp"

#include "support/catch.hpp"

using namespace choqr::http;

namespace {

ClientAddress address(std::string_view text) {
    const auto parsed = ClientAddress::parse(text);
    INFO(text);
    REQUIRE(parsed.has_value());
    return *parsed;
}

Network network(std::string_view text) {
    std::string why;
    const auto parsed = Network::parse(text, why);
    INFO(text << ": " << why);
    REQUIRE(parsed.has_value());
    return *parsed;
}

std::string why_not(std::string_view text) {
    std::string why;
    return Network::parse(text, why) ? "" : why;
}

}  // namespace

TEST_CASE("an address is the same plain and mapped, and counts whole or by its /64", "[http][proxy]") {
    CHECK(address("::ffff:203.0.113.7") == address("203.0.113.7"));
    CHECK(address("::ffff:203.0.113.7").text() == "203.0.113.7");
    CHECK(address("2001:DB8:0:0::1").text() == "2001:db8::1");
    CHECK(address("2001:db8:1:2:3:4:5:6").counted() == address("2001:db8:1:2::9").counted());
    CHECK(address("2001:db8:1:3::9").counted() != address("2001:db8:1:2::9").counted());
    CHECK(address("203.0.113.7").counted() != address("203.0.113.8").counted());
    for (const auto* loopback : {"127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"})
        CHECK(address(loopback).is_loopback());
    for (const auto* other : {"128.0.0.1", "::2", "::7f00:1", "::ffff:1.127.0.0"})
        CHECK_FALSE(address(other).is_loopback());
    for (const std::string_view wrong : {"", "1.2.3", "1.2.3.4.5", "01.2.3.4x", "1.2.3.4 ", "[::1]",
                                         "fe80::1%eth0", "::1::", "localhost", "1.2.3.4:80"})
        CHECK_FALSE(ClientAddress::parse(wrong).has_value());
    CHECK_FALSE(ClientAddress::parse(std::string_view{"1.2.3.4\0", 8}).has_value());
    CHECK_FALSE(ClientAddress::parse(std::string(5000, '1')).has_value());
}

TEST_CASE("a network holds the addresses that begin like it, of its own family", "[http][proxy]") {
    CHECK(network("10.0.0.0/8").contains(address("10.255.1.2")));
    CHECK_FALSE(network("10.0.0.0/8").contains(address("11.0.0.0")));
    CHECK(network("192.168.1.128/25").contains(address("192.168.1.200")));
    CHECK_FALSE(network("192.168.1.128/25").contains(address("192.168.1.127")));
    CHECK(network("192.168.1.5").contains(address("::ffff:192.168.1.5")));
    CHECK_FALSE(network("192.168.1.5").contains(address("192.168.1.4")));
    CHECK(network("2001:db8::/32").contains(address("2001:db8:ffff::1")));
    CHECK_FALSE(network("2001:db8::/33").contains(address("2001:db8:8000::1")));
    CHECK(network("::1").contains(address("::1")));
    CHECK_FALSE(network("8000::/1").contains(address("203.0.113.7")));
    CHECK_FALSE(network("::/1").contains(address("203.0.113.7")));
    CHECK(network("::ffff:10.0.0.0/104").contains(address("10.1.2.3")));
}

TEST_CASE("what is no network is named, and so is one that would trust everybody", "[http][proxy]") {
    for (const auto* wrong : {"", "10.0.0.0.0/8", "proxy.example", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1",
                              "10.0.0.0/8/8", "::/129", "10.0.0.0/8x"})
        CHECK(why_not(wrong) != "");
    CHECK(why_not("10.0.0.1/8") == "has bits beyond its prefix");
    CHECK(why_not("2001:db8::1/64") == "has bits beyond its prefix");
    CHECK(why_not("0.0.0.0/0") == "would trust everybody");
    CHECK(why_not("::/0") == "would trust everybody");
}

TEST_CASE("the client is the rightmost address that is no trusted proxy, and only a trusted peer may name it",
          "[http][proxy]") {
    const std::vector<Network> trusted{network("10.0.0.0/8"), network("2001:db8::/32"), network("127.0.0.1")};
    const auto client = [&](std::string_view peer, std::vector<std::string_view> values) {
        std::vector<Field> fields{{"Host", "x"}};
        for (const auto value : values) fields.push_back({"X-Forwarded-For", value});
        return client_behind(address(peer), fields, trusted).text();
    };
    CHECK(client("203.0.113.1", {"198.51.100.1"}) == "203.0.113.1");
    CHECK(client("10.0.0.1", {}) == "10.0.0.1");
    CHECK(client("10.0.0.1", {"198.51.100.1"}) == "198.51.100.1");
    CHECK(client("10.0.0.1", {"1.1.1.1, 198.51.100.1, 10.9.9.9 ,10.0.0.2"}) == "198.51.100.1");
    CHECK(client("10.0.0.1", {"1.1.1.1", "198.51.100.1, 10.0.0.3", "10.0.0.2"}) == "198.51.100.1");
    CHECK(client("::ffff:10.0.0.1", {"::ffff:198.51.100.1"}) == "198.51.100.1");
    CHECK(client("2001:db8::1", {"2001:470::7, 2001:db8::5"}) == "2001:470::7");
    CHECK(client("10.0.0.1", {"198.51.100.1:4711"}) == "198.51.100.1");
    CHECK(client("10.0.0.1", {"[2001:470::7]:4711"}) == "2001:470::7");
    CHECK(client("10.0.0.1", {"[2001:470::7]"}) == "2001:470::7");
    // All trusted: the leftmost. Empty elements are nothing. What is no address ends the reading.
    CHECK(client("10.0.0.1", {"10.0.0.7, 10.0.0.8"}) == "10.0.0.7");
    CHECK(client("10.0.0.1", {", 198.51.100.1,, ,"}) == "198.51.100.1");
    CHECK(client("10.0.0.1", {"", " "}) == "10.0.0.1");
    CHECK(client("10.0.0.1", {"unknown"}) == "10.0.0.1");
    CHECK(client("10.0.0.1", {"198.51.100.1, unknown, 10.0.0.2"}) == "10.0.0.2");
    CHECK(client("10.0.0.1", {"unknown, 198.51.100.1"}) == "198.51.100.1");
}

TEST_CASE("a request that somebody carried says so", "[http][proxy]") {
    const auto carried = [](std::string_view name) {
        const std::vector<Field> fields{{"Host", "x"}, {name, ""}};
        return was_carried(fields);
    };
    for (const auto* name : {"Forwarded", "forwarded", "X-Forwarded-For", "x-FORWARDED-for",
                             "X-Forwarded-Host", "X-Real-IP", "Via"})
        CHECK(carried(name));
    for (const auto* name : {"Forward", "X-Forward", "X-Real", "Vian", "Referer"}) CHECK_FALSE(carried(name));
}
