#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "book/personal.hpp"

// The opened box of an event: unpacked within bounds or refused; and whatever is packed comes back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace choqr::book;
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    const auto demand = [](bool holds) {
        if (!holds) std::abort();
    };
    if (const auto plain = unpack_personal(bytes))
        demand(plain->size() <= (1u << 20) && unpack_personal(pack_personal(*plain)) == plain);
    demand(unpack_personal(pack_personal(bytes)) == bytes);
    return 0;
}
