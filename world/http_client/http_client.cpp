#include "http_client/http_client.hpp"

#include "base/ascii.hpp"

namespace choqr::world {

std::optional<std::string_view> HttpResponse::field(std::string_view lower_case_name) const {
    for (const auto& [name, value] : fields)
        if (equal_ignoring_case(name, lower_case_name)) return value;
    return std::nullopt;
}

}  // namespace choqr::world
