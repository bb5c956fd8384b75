#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "merchants/stall_import.hpp"

// A market's list as anybody may upload it: it never crashes, errors stay within their limit, and each stall
// that is read is fit for the ledger.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto list = choqr::merchants::read_stall_list({reinterpret_cast<const char*>(data), size});
    if (list.errors.size() > choqr::merchants::list_errors_max) std::abort();
    for (const auto& stall : list.stalls)
        if (stall.code.empty() || stall.line < 2) std::abort();
    const auto preview = choqr::merchants::preview(list, {});
    if (preview.fresh.size() != list.stalls.size()) std::abort();
    return 0;
}
