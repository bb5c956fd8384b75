#include "authority/hosts.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace choqr::authority {
namespace {

constexpr std::size_t name_max = 253, label_max = 63;  // RFC 1035 2.3.4.

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= label_max && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

std::string_view last_label(std::string_view name) { return name.substr(name.rfind('.') + 1); }

bool has_good_labels(std::string_view name) {
    for (auto rest = name;;) {
        const auto dot = rest.find('.');
        if (!is_label(rest.substr(0, dot))) return false;
        if (dot == std::string_view::npos) break;
        rest.remove_prefix(dot + 1);
    }
    // A last label of digits alone would be read as an address.
    return !std::ranges::all_of(last_label(name), is_digit);
}

constexpr std::array<std::string_view, 26> open_to_strangers{
    "ac", "ai",   "app", "asia", "bank", "biz",  "cloud", "co",  "com", "dev",  "edu",   "gov", "health",
    "id", "info", "int", "io",   "mil",  "name", "net",   "org", "pro", "shop", "store", "vip", "xyz"};

// There is a list of all such names, which changes every week; these are those that somebody types here by
// mistake. What slips through is a name that its owner typed.
bool is_shared(std::string_view name) {
    const auto is_country = [](std::string_view label) {
        return label.size() == 2 && std::ranges::all_of(label, is_letter);
    };
    const auto is_open = [](std::string_view label) {
        return std::ranges::find(open_to_strangers, label) != open_to_strangers.end();
    };
    const auto dot = name.find('.');
    if (dot == std::string_view::npos) return is_country(name) || is_open(name);
    return is_open(name.substr(0, dot)) && is_country(name.substr(dot + 1));
}

std::string lower(std::string_view text) {
    std::string result{text};
    for (auto& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::string bytes_of(std::string_view text) {
    const std::string terminated{text};
    std::array<char, 16> bytes{};
    if (::inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1)
        return {bytes.begin(), bytes.begin() + 4};
    if (::inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return {bytes.begin(), bytes.end()};
    return {};
}

std::string text_of(const std::string& bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = bytes.size() == 4 ? AF_INET : AF_INET6;
    const auto* const made = ::inet_ntop(family, bytes.data(), text.data(), text.size());
    CHOQR_ASSERT(made != nullptr, "an address has 4 or 16 bytes");
    return made;
}

AddressRange range(std::string_view address, std::string_view mask) {
    return {bytes_of(address), bytes_of(mask)};
}

}  // namespace

std::variant<HostName, HostFault> HostName::read(std::string_view text) {
    const auto name = lower(text);
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (name.empty()) return HostFault::empty;
    if (!bytes_of(name).empty()) return HostFault::is_address;
    if (name.find_first_of(":/") != std::string::npos) return HostFault::is_url;
    if (!std::ranges::all_of(name, is_ascii)) return HostFault::not_ascii;
    if (name.find('*') != std::string::npos) return HostFault::wildcard;
    if (name.size() > name_max) return HostFault::too_long;
    if (!has_good_labels(name)) return HostFault::malformed;
    if (is_shared(name)) return HostFault::is_shared;
    return HostName{name};
}

bool HostName::is_within(std::string_view domain) const {
    if (!text_.ends_with(domain)) return false;
    return text_.size() == domain.size() || text_[text_.size() - domain.size() - 1] == '.';
}

std::optional<HostAddress> HostAddress::parse(std::string_view text) { return from_bytes(bytes_of(text)); }

std::optional<HostAddress> HostAddress::from_bytes(std::string_view bytes) {
    if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
    const HostAddress address{std::string{bytes}};
    static const std::array nobodys{
        range("0.0.0.0", "255.0.0.0"), range("224.0.0.0", "224.0.0.0"),  // "This network", and 224 to 255.
        range("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), range("ff00::", "ff00::"),
        range("::ffff:0:0", "ffff:ffff:ffff:ffff:ffff:ffff::")};
    const auto holds = [&address](const AddressRange& each) { return each.holds(address); };
    return std::ranges::any_of(nobodys, holds) ? std::nullopt : std::optional{address};
}

std::string HostAddress::text() const { return text_of(bytes_); }

bool HostAddress::is_loopback() const {
    static const auto v4 = range("127.0.0.0", "255.0.0.0");
    return v4.holds(*this) || bytes_ == bytes_of("::1");
}

bool HostAddress::is_link_local() const {
    static const auto v4 = range("169.254.0.0", "255.255.0.0"), v6 = range("fe80::", "ffc0::");
    return v4.holds(*this) || v6.holds(*this);
}

bool AddressRange::holds(const HostAddress& one) const {
    const auto& bytes = one.bytes();
    if (bytes.size() != address.size() || mask.size() != address.size()) return false;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        if (((bytes[i] ^ address[i]) & mask[i]) != 0) return false;
    return true;
}

std::string AddressRange::text() const { return text_of(address) + "/" + text_of(mask); }

AddressRange only(const HostAddress& address) {
    return {address.bytes(), std::string(address.bytes().size(), '\xff')};
}

std::span<const std::string_view> private_domains() {
    static constexpr std::array<std::string_view, 5> domains{"local", "lan", "internal", "home.arpa",
                                                             "localhost"};
    return domains;
}

const std::vector<AddressRange>& private_ranges() {
    static const std::vector ranges{range("10.0.0.0", "255.0.0.0"),
                                    range("172.16.0.0", "255.240.0.0"),
                                    range("192.168.0.0", "255.255.0.0"),
                                    range("169.254.0.0", "255.255.0.0"),
                                    range("127.0.0.0", "255.0.0.0"),
                                    range("100.64.0.0", "255.192.0.0"),
                                    range("fc00::", "fe00::"),
                                    range("fe80::", "ffc0::"),
                                    range("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")};
    return ranges;
}

void Hosts::add(const HostName& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

void Hosts::add(const HostAddress& address) {
    if (std::ranges::find(addresses, address) == addresses.end()) addresses.push_back(address);
}

void Hosts::add(const Hosts& others) {
    for (const auto& name : others.names) add(name);
    for (const auto& address : others.addresses) add(address);
}

}  // namespace choqr::authority
