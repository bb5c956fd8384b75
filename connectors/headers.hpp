#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "connectors/connector.hpp"

namespace choqr::connectors {

/// ASCII letters compare without case.
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// How often a header stands in the request, and its value if once. A header that proves something must stand
/// exactly once.
struct Header {
    std::size_t count = 0;
    std::string_view value;
};
Header find_header(std::span<const Field> headers, std::string_view name);

/// The value of a header that proves something, or why not: missing is unauthenticated, twice is
/// repeated_header.
std::variant<std::string_view, Rejected> proof_header(std::span<const Field> headers, std::string_view name);

/// Whether any Content-Encoding but `identity` is named.
bool is_encoded(std::span<const Field> headers);

enum class MediaType { json, form, multipart, other };
struct ContentType {
    MediaType type = MediaType::json;
    std::string_view boundary;  ///< Of multipart/form-data.
};
/// A request without a Content-Type is taken for JSON. Two of them are `other`.
ContentType content_type(std::span<const Field> headers);

/// A provider's clock may differ from ours by this much, both ways.
inline constexpr std::int64_t tolerance_s = 300;

/// Unix seconds in ASCII digits, within the tolerance of `now`.
bool is_recent(std::string_view unix_seconds, Instant now);

}  // namespace choqr::connectors
