#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "connectors/connector.hpp"
#include "merchants/feed_bounds.hpp"

namespace choqr::json {
class Value;
}

namespace choqr::connectors {

/// One feed as the configuration file has it: `"sepay-main": {"connector": "sepay", "auth": "hmac", "secret": "…"}`.
struct FeedConfig {
    std::string name;
    std::string connector;    ///< "simwallet" or "sepay".
    std::string auth;         ///< sepay: "hmac" or "apikey". simwallet: empty or "standard-webhooks".
    std::string secret;
    std::string secret_next;  ///< Also accepted while keys are being changed; may be empty.
    std::string api_key;
    std::string api_key_next;
    merchants::FeedBounds bounds{};  ///< "accounts": ["970422:0123499999"], "markets": ["vungtau"]. What
                                     ///< enforces them is the book.
};

/// One line for the operator: "feeds.sepay-main: …". Never holds a secret.
class ConfigError : public std::runtime_error {
public:
    ConfigError(std::string_view feed, std::string_view what)
        : std::runtime_error{"feeds." + std::string{feed} + ": " + std::string{what}} {}
};

/// Reads one feed of the configuration; ConfigError names a field that is unknown or of the wrong type.
FeedConfig read_feed_config(std::string_view name, const json::Value& settings);

/// ConfigError if the connector is unknown, or if what it needs to verify is missing, empty or unusable: a feed that
/// cannot refuse a forgery does not start.
std::unique_ptr<const Connector> make_connector(const FeedConfig& config);

}  // namespace choqr::connectors
