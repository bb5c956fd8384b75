#include "access/owner_links.hpp"

#include <array>

#include "base/encoding.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t code_bytes = 16;

Hash hash_of_bytes(std::string_view bytes) { return sha256("choqr owner link\n" + std::string{bytes}); }

}  // namespace

OwnerLink OwnerLink::make(world::Random& random) {
    std::array<std::uint8_t, code_bytes> bytes{};
    random.fill(bytes);
    const std::string_view text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    return {to_hex(text), hash_of_bytes(text)};
}

std::optional<Hash> hash_of_owner_link(std::string_view code) {
    const auto bytes = from_lower_hex(code);
    return bytes && bytes->size() == code_bytes ? std::optional{hash_of_bytes(*bytes)} : std::nullopt;
}

}  // namespace choqr::gateway
