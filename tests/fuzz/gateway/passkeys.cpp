// What strangers send as passkeys: bytes of browsers and authenticators. Whatever is believed was made for
// this host, with its owner there; nothing that was not signed by the key lets anybody in.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "access/passkeys.hpp"
#include "base/hash.hpp"

namespace {

using namespace choqr;
using namespace choqr::gateway;

void require(bool condition) {
    if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const RelyingParty here{"localhost", "http://localhost"};
    static const std::string of_here{sha256("localhost").bytes()};
    // The generator of the curve: a key that nobody here has.
    static const book::PasskeyKey nobodys{
        "aWQ", book::KeyAlgorithm::es256,
        "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li_hp_m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q", "localhost",
        0};
    if (size == 0) return 0;
    const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
    if (data[0] % 3 == 0) {
        const auto challenge =
            challenge_in(text, data[0] % 2 == 0 ? Ceremony::making : Ceremony::using_, here);
        require(!challenge || text.find(here.origin) != std::string_view::npos);
    } else if (data[0] % 3 == 1) {
        const auto made = made_passkey(here, of_here + std::string{text});
        require(!made || (!made->credential_id.empty() && made->rp_id == "localhost"));
    } else {
        const auto half = text.size() / 2;
        require(!signed_by(nobodys, "{}", of_here + std::string{text.substr(0, half)}, text.substr(half)));
    }
    return 0;
}
