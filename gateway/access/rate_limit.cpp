#include "access/rate_limit.hpp"

namespace choqr::gateway {

std::string network_of(std::string_view text) {
    const auto address = http::ClientAddress::parse(text);
    return address ? address->counted().text() : std::string{text};
}

}  // namespace choqr::gateway
