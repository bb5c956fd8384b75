#include "authority/hosts.hpp"

#include "authority/own_hosts.hpp"
#include "support/catch.hpp"

using namespace choqr::authority;

namespace {

std::string name_in(std::string_view text) {
    const auto read = HostName::read(text);
    const auto* const name = std::get_if<HostName>(&read);
    return name != nullptr ? name->text() : "";
}

std::optional<HostFault> fault_in(std::string_view text) {
    const auto read = HostName::read(text);
    const auto* const fault = std::get_if<HostFault>(&read);
    return fault != nullptr ? std::optional{*fault} : std::nullopt;
}

}  // namespace

TEST_CASE("hosts: a name is kept in small letters, and what is none says why", "[authority]") {
    const std::string label(63, 'a');
    const auto longest = label + "." + label + "." + label + "." + std::string(61, 'b');
    REQUIRE(longest.size() == 253);
    for (const std::string good : {"cho.lan", "may-1.cho.example.vn", "choqr", "1.cho.lan", "xn--ch-lkv.vn",
                                   "vietcombank.com.vn", longest.c_str()})
        CHECK(name_in(good) == good);
    CHECK(name_in("CHO.Lan") == "cho.lan");

    struct Case {
        std::string text;
        HostFault fault;
    };
    const Case cases[] = {{"", HostFault::empty},
                          {"https://cho.lan", HostFault::is_url},
                          {"cho.lan:8443", HostFault::is_url},
                          {"cho.lan/trust", HostFault::is_url},
                          {"ch\xE1\xBB\xA3.lan", HostFault::not_ascii},
                          {"*.cho.lan", HostFault::wildcard},
                          {"192.168.1.20", HostFault::is_address},
                          {"fd00::1", HostFault::is_address},
                          {longest + "b", HostFault::too_long},
                          {label + "a.lan", HostFault::malformed},
                          {"cho hung son", HostFault::malformed},
                          {"cho.lan.", HostFault::malformed},
                          {".cho", HostFault::malformed},
                          {"-cho.lan", HostFault::malformed},
                          {"cho_1.lan", HostFault::malformed},
                          {"a,DNS:b.lan", HostFault::is_url},
                          {"a,b.lan", HostFault::malformed},
                          {"192.168.1", HostFault::malformed},
                          {std::string{"cho\0lan", 7}, HostFault::malformed},
                          {"vn", HostFault::is_shared},
                          {"com", HostFault::is_shared},
                          {"com.vn", HostFault::is_shared},
                          {"gov.vn", HostFault::is_shared}};
    for (const auto& [text, fault] : cases) {
        CAPTURE(text);
        CHECK(fault_in(text) == fault);
    }
}

TEST_CASE("hosts: a name is within a domain at a dot only", "[authority]") {
    const auto name = std::get<HostName>(HostName::read("may.cho.lan"));
    for (const auto* domain : {"may.cho.lan", "cho.lan", "lan"}) CHECK(name.is_within(domain));
    for (const auto* domain : {"ay.cho.lan", "o.lan", "local", "x.may.cho.lan"})
        CHECK_FALSE(name.is_within(domain));
}

TEST_CASE("hosts: an address is one machine's", "[authority]") {
    for (const auto* good : {"192.168.1.20", "203.0.113.5", "127.0.0.1", "::1", "fd00::1", "2001:db8::5"}) {
        CAPTURE(good);
        const auto address = HostAddress::parse(good);
        REQUIRE(address);
        CHECK(address->text() == good);
    }
    for (const auto* bad : {"", "0.0.0.0", "::", "255.255.255.255", "239.0.0.1", "ff02::1", "::ffff:10.0.0.1",
                            "10.0.0.0/8", "10.1", "fe80::1%eth0", "cho.lan", "[::1]", "256.1.1.1"}) {
        CAPTURE(bad);
        CHECK_FALSE(HostAddress::parse(bad));
    }
    CHECK(HostAddress::parse("127.8.0.1")->is_loopback());
    CHECK(HostAddress::parse("::1")->is_loopback());
    CHECK_FALSE(HostAddress::parse("::2")->is_loopback());
    CHECK(HostAddress::parse("169.254.7.7")->is_link_local());
    CHECK(HostAddress::parse("fe80::7")->is_link_local());
    CHECK_FALSE(HostAddress::parse("192.168.1.20")->is_link_local());
}

TEST_CASE("hosts: the private ranges end where they end", "[authority]") {
    const auto is_private = [](const char* text) {
        const auto address = HostAddress::parse(text);
        REQUIRE(address);
        for (const auto& range : private_ranges())
            if (range.holds(*address)) return true;
        return false;
    };
    for (const auto* inside :
         {"10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "100.127.255.255",
          "169.254.1.1", "127.0.0.1", "fc00::1", "fdff::1", "fe80::1", "febf::1", "::1"}) {
        CAPTURE(inside);
        CHECK(is_private(inside));
    }
    for (const auto* outside :
         {"9.255.255.255", "11.0.0.1", "172.15.255.255", "172.32.0.1", "192.167.1.1", "192.169.0.1",
          "100.63.255.255", "100.128.0.1", "8.8.8.8", "fec0::1", "2001:db8::1", "::2", "fbff::1"}) {
        CAPTURE(outside);
        CHECK_FALSE(is_private(outside));
    }
}

TEST_CASE("hosts: what this machine says of itself can stand in a certificate", "[authority]") {
    const auto own = own_hosts();
    for (const auto& name : own.names) CHECK(name_in(name.text()) == name.text());
    for (const auto& address : own.addresses) {
        CHECK_FALSE(address.is_loopback());
        CHECK_FALSE(address.is_link_local());
    }
    auto twice = own;
    twice.add(own);
    CHECK(twice.names == own.names);
    CHECK(twice.addresses == own.addresses);
}
