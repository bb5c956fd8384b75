#pragma once

#include <string>
#include <string_view>

#include "json/value.hpp"

namespace choqr::gateway {

/// A gateway that a command talks to: "http://127.0.0.1:8080" and a token.
struct Target {
    std::string host, port;
    std::string token;
};
/// UsageError for anything but http://HOST[:PORT].
Target parse_target(std::string_view url, std::string token);

struct Reply {
    int status = 0;
    std::string content_type;
    std::string body;
};
/// One call, one connection. std::runtime_error with a sentence when nobody answers within 60 s.
Reply call(const Target& target, std::string_view method, const std::string& path, std::string_view content_type = {},
           std::string_view body = {});
/// The same, as JSON; std::runtime_error with the gateway's own sentence for anything but 2xx. `text`, if given, receives
/// the body as it came.
json::Value call_json(const Target& target, std::string_view method, const std::string& path, std::string_view content_type = {},
                      std::string_view body = {}, std::string* text = nullptr);

/// The only market there is, when nobody named one. UsageError if there is none or there are several.
std::string only_market(const Target& target);

/// A file's bytes; std::runtime_error if it cannot be read.
std::string read_whole_file(const std::string& path);
/// The token in DIR/operator.token.
std::string operator_token(const std::string& directory);

}  // namespace choqr::gateway
