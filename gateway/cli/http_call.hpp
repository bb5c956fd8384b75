#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/arguments.hpp"
#include "json/value.hpp"

namespace choqr::gateway {

/// A gateway that a command talks to, and as whom.
struct Target {
    std::string origin;  ///< "https://choqr.example:8443"
    std::string token;   ///< Empty: nobody.
};
/// From --url, --token, --token-file and the environment. UsageError for what is no URL, or no token.
Target target_of(const Arguments& arguments);
/// --token, else the first line of --token-file, else the environment's CHOQR_TOKEN. UsageError without any.
std::string token_of(const Arguments& arguments);
/// Of --data and --url exactly one is given, else UsageError: the folder, or nothing for the URL.
std::optional<std::string> one_place_of(const Arguments& arguments);

struct Reply {
    int status = 0;
    std::string content_type;
    std::string body;
};
/// One call, one connection. std::runtime_error with a sentence when nobody answers within two minutes.
Reply call(const Target& target, std::string_view method, const std::string& path,
           std::string_view content_type = {}, std::string_view body = {});
/// The same, as JSON; std::runtime_error with the gateway's own sentence for anything but 2xx. `text`, if
/// given, receives the body as it came.
json::Value call_json(const Target& target, std::string_view method, const std::string& path,
                      std::string_view content_type = {}, std::string_view body = {},
                      std::string* text = nullptr);

/// The only market there is, when nobody named one. UsageError if there is none or there are several.
std::string only_market(const Target& target);

/// A file's bytes; std::runtime_error if it cannot be read.
std::string read_whole_file(const std::string& path);
/// The token in DIR/operator.token.
std::string operator_token(const std::string& directory);

}  // namespace choqr::gateway
