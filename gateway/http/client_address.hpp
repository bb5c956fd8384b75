#pragma once

#include <array>
#include <boost/asio/ip/address.hpp>
#include <compare>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace choqr::http {

/// A client's address. IPv4 is the same whether it comes plain or mapped into IPv6.
class ClientAddress {
public:
    ClientAddress() = default;  ///< "::", nobody's.
    explicit ClientAddress(const net::ip::address& address);
    /// Numeric, without brackets, port or zone. Nothing for any other text.
    static std::optional<ClientAddress> parse(std::string_view text);

    bool is_v4() const;
    bool is_loopback() const;
    std::string text() const;
    /// What counts as one client: an IPv4 address, or the /64 of an IPv6 address, because whoever has one has
    /// them all.
    ClientAddress counted() const;

    friend auto operator<=>(const ClientAddress&, const ClientAddress&) = default;

private:
    friend class Network;
    std::array<unsigned char, 16> bytes_{};  // IPv4 as ::ffff:a.b.c.d.
};

/// Addresses that begin alike: "10.0.0.0/8", "2001:db8::/32", or one address. IPv4 networks hold no IPv6 and
/// the reverse.
class Network {
public:
    /// Nothing, and a sentence's end in `why`, if `text` is no network, has bits beyond its prefix, or is
    /// everybody (/0).
    static std::optional<Network> parse(std::string_view text, std::string& why);
    bool contains(const ClientAddress& address) const;

private:
    ClientAddress first_;
    unsigned bits_ = 128;  // Of the sixteen bytes.
};
bool any_contains(std::span<const Network> networks, const ClientAddress& address);

/// Who sent a request that came from `peer`. A peer outside `trusted` is the client, whatever the fields say.
/// Else the rightmost address of all X-Forwarded-For fields that is not trusted itself: each trusted proxy
/// appended whom it saw, and what stands further left is the client's own claim. All trusted: the leftmost.
/// An entry that is no address ends the reading there, and the address before it (nearer to us) counts. A
/// port beside an address is passed over.
ClientAddress client_behind(const ClientAddress& peer, std::span<const Field> fields,
                            std::span<const Network> trusted);

/// The request says of itself that somebody carried it here: Forwarded, X-Forwarded-…, X-Real-IP or Via.
bool was_carried(std::span<const Field> fields);

}  // namespace choqr::http
