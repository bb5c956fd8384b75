#include "merchants/copied_code.hpp"

#include <string>

namespace choqr::merchants {

std::optional<StallCode> stall_code_from_customer(std::string_view text) {
    std::string code{text};
    std::erase_if(code, [](char c) { return c == ' ' || c == '-' || c == '.'; });
    const auto whole = StallCode::parse(code);
    return whole ? whole : stall_code_from_heart(code);
}

}  // namespace choqr::merchants
