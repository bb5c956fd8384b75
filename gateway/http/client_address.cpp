#include "http/client_address.hpp"

#include <algorithm>
#include <charconv>
#include <ranges>

namespace choqr::http {
namespace {

constexpr std::size_t address_text_max = 45;  // "ffff:…:255.255.255.255"
constexpr unsigned v4_bits = 96;              // Where an IPv4 address begins in the sixteen bytes.
constexpr std::string_view space = " \t";

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool begins_with(std::string_view text, std::string_view lower) {
    return text.size() >= lower.size() &&
           std::ranges::equal(text.substr(0, lower.size()), lower, {}, to_lower);
}
bool equals(std::string_view text, std::string_view lower) {
    return text.size() == lower.size() && begins_with(text, lower);
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(space);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

// "1.2.3.4", "1.2.3.4:5", "::1", "[::1]", "[::1]:5".
std::optional<ClientAddress> parse_entry(std::string_view entry) {
    if (entry.starts_with('[')) {
        const auto end = entry.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        return ClientAddress::parse(entry.substr(1, end - 1));
    }
    const auto colon = entry.find(':');
    const bool is_v4_with_port =
        colon != std::string_view::npos && entry.find(':', colon + 1) == std::string_view::npos;
    return ClientAddress::parse(is_v4_with_port ? entry.substr(0, colon) : entry);
}

}  // namespace

ClientAddress::ClientAddress(const net::ip::address& address)
    : bytes_{address.is_v4() ? net::ip::make_address_v6(net::ip::v4_mapped, address.to_v4()).to_bytes()
                             : address.to_v6().to_bytes()} {}

std::optional<ClientAddress> ClientAddress::parse(std::string_view text) {
    if (text.empty() || text.size() > address_text_max || text.find('%') != std::string_view::npos)
        return std::nullopt;
    std::array<char, address_text_max + 1> terminated{};
    std::ranges::copy(text, terminated.begin());
    if (text.find('\0') != std::string_view::npos) return std::nullopt;
    boost::system::error_code error;
    const auto address = net::ip::make_address(terminated.data(), error);
    if (error) return std::nullopt;
    return ClientAddress{address};
}

bool ClientAddress::is_v4() const { return net::ip::address_v6{bytes_}.is_v4_mapped(); }

bool ClientAddress::is_loopback() const {
    return is_v4() ? bytes_[12] == 127 : net::ip::address_v6{bytes_}.is_loopback();
}

std::string ClientAddress::text() const {
    const net::ip::address_v6 address{bytes_};
    return is_v4() ? net::ip::make_address_v4(net::ip::v4_mapped, address).to_string() : address.to_string();
}

ClientAddress ClientAddress::counted() const {
    if (is_v4()) return *this;
    auto network = *this;
    std::fill(network.bytes_.begin() + 8, network.bytes_.end(), static_cast<unsigned char>(0));
    return network;
}

std::optional<Network> Network::parse(std::string_view text, std::string& why) {
    const auto slash = text.find('/');
    const auto address = ClientAddress::parse(text.substr(0, slash));
    if (!address) return why = "is not ADDRESS or ADDRESS/BITS", std::nullopt;
    const bool written_as_v4 = text.substr(0, slash).find(':') == std::string_view::npos;
    Network network;
    network.first_ = *address;
    if (slash != std::string_view::npos) {
        const auto bits = text.substr(slash + 1);
        const auto parsed = std::from_chars(bits.data(), bits.data() + bits.size(), network.bits_);
        const bool whole =
            !bits.empty() && parsed.ec == std::errc{} && parsed.ptr == bits.data() + bits.size();
        if (!whole || network.bits_ > (written_as_v4 ? 32 : 128))
            return why = "has no number of bits after the slash", std::nullopt;
        if (written_as_v4) network.bits_ += v4_bits;
    }
    if (network.bits_ == 0 || (address->is_v4() && network.bits_ <= v4_bits))
        return why = "would trust everybody", std::nullopt;
    for (unsigned bit = network.bits_; bit < 128; ++bit)
        if ((address->bytes_[bit / 8] & (0x80u >> bit % 8)) != 0)
            return why = "has bits beyond its prefix", std::nullopt;
    return network;
}

bool Network::contains(const ClientAddress& address) const {
    if (address.is_v4() != first_.is_v4()) return false;
    const auto whole = bits_ / 8;
    if (!std::equal(first_.bytes_.begin(), first_.bytes_.begin() + whole, address.bytes_.begin()))
        return false;
    const auto mask = static_cast<unsigned char>(0xff00u >> bits_ % 8);
    return bits_ % 8 == 0 || ((first_.bytes_[whole] ^ address.bytes_[whole]) & mask) == 0;
}

bool any_contains(std::span<const Network> networks, const ClientAddress& address) {
    return std::ranges::any_of(networks,
                               [&address](const Network& network) { return network.contains(address); });
}

ClientAddress client_behind(const ClientAddress& peer, std::span<const Field> fields,
                            std::span<const Network> trusted) {
    auto client = peer;
    if (!any_contains(trusted, peer)) return client;
    for (const auto& field : fields | std::views::reverse) {
        if (!equals(field.name, "x-forwarded-for")) continue;
        for (auto rest = field.value; !rest.empty();) {
            const auto comma = rest.rfind(',');
            const auto entry = trimmed(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
            rest = rest.substr(0, comma == std::string_view::npos ? 0 : comma);
            if (entry.empty()) continue;  // RFC 9110 section 5.6.1: an empty element of a list is nothing.
            const auto address = parse_entry(entry);
            if (!address) return client;
            client = *address;
            if (!any_contains(trusted, client)) return client;
        }
    }
    return client;
}

bool was_carried(std::span<const Field> fields) {
    return std::ranges::any_of(fields, [](const Field& field) {
        return equals(field.name, "forwarded") || begins_with(field.name, "x-forwarded") ||
               equals(field.name, "x-real-ip") || equals(field.name, "via");
    });
}

}  // namespace choqr::http
