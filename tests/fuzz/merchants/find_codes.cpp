#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "merchants/matching.hpp"

// A transfer's text as a bank may deliver it, valid UTF-8 or not: every code found is a code, and none is
// found twice.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using choqr::merchants::TransferCode;
    const auto codes = choqr::merchants::find_codes({reinterpret_cast<const char*>(data), size});
    for (std::size_t i = 0; i < codes.size(); ++i) {
        if (TransferCode::parse(codes[i].text()) != codes[i]) std::abort();
        for (std::size_t j = 0; j < i; ++j)
            if (codes[i] == codes[j]) std::abort();
    }
    return 0;
}
