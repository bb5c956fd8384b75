#include "access/tokens.hpp"

#include <array>
#include <cstdint>

#include "base/encoding.hpp"

namespace choqr::gateway {

std::string make_token(world::Random& random) {
    std::array<std::uint8_t, 32> bytes{};
    random.fill(bytes);
    return "choqr_" + to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace choqr::gateway
