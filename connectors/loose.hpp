#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "connectors/connector.hpp"
#include "json/value.hpp"

// What aggregators send, read as it comes: bodies in three forms, texts of whatever type.
namespace choqr::connectors {

Rejected malformed(std::string detail);

/// A JSON, urlencoded or multipart body as one object. In a form everything is text: of the members in
/// `numbers`, digits written as a number is written become one, all else stays what it is.
std::variant<json::Value, Rejected> read_loose_body(const ProviderRequest& request,
                                                    std::initializer_list<std::string_view> numbers);

/// What a bank wrote, in whatever type; empty if it is missing. Control characters become spaces; the bytes
/// as received keep them.
std::string loose_text(const json::Value& document, std::string_view name);

/// At most `bytes_max` bytes, never half a letter.
std::string cut(std::string text, std::size_t bytes_max);

}  // namespace choqr::connectors
