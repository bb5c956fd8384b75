#include "connectors/headers.hpp"

#include <algorithm>
#include <charconv>

namespace choqr::connectors {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trimmed(std::string_view text) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

// The value of the parameter `boundary` (RFC 2046 5.1.1), quoted or not; empty if there is none.
std::string_view boundary_of(std::string_view parameters) {
    while (!parameters.empty()) {
        const auto end = std::min(parameters.find(';'), parameters.size());
        const auto parameter = trimmed(parameters.substr(0, end));
        parameters.remove_prefix(std::min(end + 1, parameters.size()));
        const auto equals = parameter.find('=');
        if (equals == parameter.npos || !equal_ignoring_case(parameter.substr(0, equals), "boundary"))
            continue;
        auto value = parameter.substr(equals + 1);
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        return value;
    }
    return {};
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

Header find_header(std::span<const Field> headers, std::string_view name) {
    Header header;
    for (const auto& field : headers) {
        if (!equal_ignoring_case(field.name, name)) continue;
        ++header.count;
        header.value = trimmed(field.value);
    }
    return header;
}

std::variant<std::string_view, Rejected> proof_header(std::span<const Field> headers, std::string_view name) {
    const auto header = find_header(headers, name);
    if (header.count > 1)
        return Rejected{Rejection::repeated_header,
                        "Header " + std::string{name} + " stands more than once."};
    if (header.value.empty())
        return Rejected{Rejection::unauthenticated, "Header " + std::string{name} + " is missing."};
    return header.value;
}

bool is_encoded(std::span<const Field> headers) {
    return std::ranges::any_of(headers, [](const Field& field) {
        return equal_ignoring_case(field.name, "content-encoding") &&
               !equal_ignoring_case(trimmed(field.value), "identity");
    });
}

ContentType content_type(std::span<const Field> headers) {
    const auto header = find_header(headers, "content-type");
    if (header.count == 0) return {MediaType::json, {}};
    if (header.count > 1) return {MediaType::other, {}};
    const auto semicolon = std::min(header.value.find(';'), header.value.size());
    const auto type = trimmed(header.value.substr(0, semicolon));
    if (equal_ignoring_case(type, "application/json")) return {MediaType::json, {}};
    if (equal_ignoring_case(type, "application/x-www-form-urlencoded")) return {MediaType::form, {}};
    if (!equal_ignoring_case(type, "multipart/form-data") || semicolon == header.value.size())
        return {MediaType::other, {}};
    return {MediaType::multipart, boundary_of(header.value.substr(semicolon + 1))};
}

bool is_recent(std::string_view unix_seconds, Instant now) {
    // Eleven digits last until the year 5138; a sign, a space or a fraction is no timestamp.
    if (unix_seconds.empty() || unix_seconds.size() > 11) return false;
    if (unix_seconds.front() < '0' || unix_seconds.front() > '9') return false;
    std::int64_t sent = 0;
    const auto* end = unix_seconds.data() + unix_seconds.size();
    const auto [stop, error] = std::from_chars(unix_seconds.data(), end, sent);
    if (error != std::errc{} || stop != end) return false;
    const auto age = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count() - sent;
    return age <= tolerance_s && age >= -tolerance_s;
}

}  // namespace choqr::connectors
