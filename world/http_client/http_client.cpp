#include "http_client/http_client.hpp"

#include <algorithm>

namespace choqr::world {

std::optional<std::string_view> HttpResponse::field(std::string_view lower_case_name) const {
    const auto to_lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    for (const auto& [name, value] : fields)
        if (std::ranges::equal(name, lower_case_name, {}, to_lower)) return value;
    return std::nullopt;
}

}  // namespace choqr::world
