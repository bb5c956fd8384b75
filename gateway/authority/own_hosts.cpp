#include "authority/own_hosts.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <unistd.h>

#include <array>
#include <memory>

namespace choqr::authority {
namespace {

// "may1" and "may1.local" of "may1.cho.lan" and of "may1".
void add_names(Hosts& hosts) {
    std::array<char, 256> buffer{};
    if (::gethostname(buffer.data(), buffer.size() - 1) != 0) return;
    const std::string own{buffer.data()};
    for (const auto& text : {own, own.substr(0, own.find('.')) + ".local"}) {
        const auto read = HostName::read(text);
        if (const auto* name = std::get_if<HostName>(&read)) hosts.add(*name);
    }
}

std::optional<HostAddress> address_of(const sockaddr* address) {
    if (address == nullptr) return std::nullopt;
    if (address->sa_family == AF_INET) {
        const auto& v4 = *reinterpret_cast<const sockaddr_in*>(address);
        return HostAddress::from_bytes({reinterpret_cast<const char*>(&v4.sin_addr), sizeof v4.sin_addr});
    }
    if (address->sa_family == AF_INET6) {
        const auto& v6 = *reinterpret_cast<const sockaddr_in6*>(address);
        return HostAddress::from_bytes({reinterpret_cast<const char*>(&v6.sin6_addr), sizeof v6.sin6_addr});
    }
    return std::nullopt;
}

void add_addresses(Hosts& hosts) {
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0) return;
    const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owned{first, &::freeifaddrs};
    for (const auto* each = first; each != nullptr; each = each->ifa_next) {
        const auto address = address_of(each->ifa_addr);
        if (!address || address->is_loopback() || address->is_link_local()) continue;
        if ((each->ifa_flags & IFF_UP) != 0) hosts.add(*address);
    }
}

}  // namespace

Hosts own_hosts() {
    Hosts hosts;
    add_names(hosts);
    add_addresses(hosts);
    return hosts;
}

}  // namespace choqr::authority
