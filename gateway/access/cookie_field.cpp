#include "access/cookie_field.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t field_bytes_max = 8'192;

}  // namespace

std::optional<std::string_view> cookie_field(std::span<const HeaderField> fields) {
    std::optional<std::string_view> found;
    for (const auto& field : fields) {
        if (!equal_ignoring_case(field.name, "cookie")) continue;
        if (found) return std::nullopt;
        found = field.value;
    }
    if (found && found->size() > field_bytes_max) return std::nullopt;
    return found;
}

std::string_view take_cookie(std::string_view& rest) {
    const auto pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    if (rest.starts_with(' ')) rest.remove_prefix(1);
    return pair;
}

std::optional<std::string_view> cookie_named(std::span<const HeaderField> fields, std::string_view name) {
    std::optional<std::string_view> found;
    for (auto rest = cookie_field(fields).value_or(""); !rest.empty();) {
        const auto pair = take_cookie(rest);
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
        if (found) return std::nullopt;
        found = pair.substr(equals + 1);
    }
    return found;
}

}  // namespace choqr::gateway
