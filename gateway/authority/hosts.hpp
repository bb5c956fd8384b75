#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace choqr::authority {

/// Why a text is no host's name, in the order in which it is looked for.
enum class HostFault : std::uint8_t {
    empty,
    is_url,      ///< "https://cho.lan", "cho.lan:8443", "cho.lan/trust".
    not_ascii,   ///< Of an international name the ASCII form ("xn--…") is meant.
    wildcard,    ///< "*.lan".
    is_address,  ///< "192.168.1.20", which is an address.
    too_long,    ///< More than 253 characters.
    malformed,   ///< A label is empty, longer than 63, or not of letters, digits and inner hyphens.
    is_shared    ///< "vn", "com.vn": whoever may vouch for it may vouch for every bank under it.
};

/// A host's name (RFC 1123) in lower-case letters, digits and hyphens, without a dot at its end.
class HostName {
public:
    static std::variant<HostName, HostFault> read(std::string_view text);
    const std::string& text() const { return text_; }
    /// "may.cho.lan" is within "cho.lan" and "lan", "cho.lan" within itself; "moicho.lan" is not within it.
    bool is_within(std::string_view domain) const;
    friend bool operator==(const HostName&, const HostName&) = default;

private:
    explicit HostName(std::string text) : text_{std::move(text)} {}
    std::string text_;
};

/// An IPv4 or IPv6 address that one machine can have: not unspecified, multicast, broadcast, or an IPv4
/// address in the clothes of IPv6.
class HostAddress {
public:
    static std::optional<HostAddress> parse(std::string_view text);
    /// Network order, as certificates have it.
    static std::optional<HostAddress> from_bytes(std::string_view bytes);
    std::string text() const;
    const std::string& bytes() const { return bytes_; }  ///< 4 or 16.
    /// As it stands in a URL.
    std::string in_url() const { return bytes_.size() == 4 ? text() : "[" + text() + "]"; }
    bool is_loopback() const;
    bool is_link_local() const;
    friend bool operator==(const HostAddress&, const HostAddress&) = default;

private:
    explicit HostAddress(std::string bytes) : bytes_{std::move(bytes)} {}
    std::string bytes_;
};

/// Addresses that agree with `address` where `mask` has ones; both 4 or 16 bytes.
struct AddressRange {
    std::string address, mask;
    bool holds(const HostAddress& one) const;
    /// "10.0.0.0/255.0.0.0", as OpenSSL reads it.
    std::string text() const;
};
/// The one address alone.
AddressRange only(const HostAddress& address);

/// Names that nobody can own on the Internet, and addresses that lead nowhere there: any authority of ours
/// may vouch for them.
std::span<const std::string_view> private_domains();
const std::vector<AddressRange>& private_ranges();

/// By which names and addresses a machine is reached, in order of preference.
struct Hosts {
    std::vector<HostName> names;
    std::vector<HostAddress> addresses;

    /// Unless it is there.
    void add(const HostName& name);
    void add(const HostAddress& address);
    void add(const Hosts& others);
};

}  // namespace choqr::authority
