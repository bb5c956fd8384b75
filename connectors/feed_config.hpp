#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "merchants/feed_bounds.hpp"

namespace choqr::json {
class Value;
}

namespace choqr::connectors {

/// One feed as the configuration file has it: `"sepay-main": {"connector": "sepay", "auth": "hmac", "secret":
/// "…"}`. Which keys there are is the connector's to say (registry.hpp).
struct FeedConfig {
    struct Setting {
        std::string key;
        std::vector<std::string> values;  ///< One; of a secret one for each that is valid now.
    };

    std::string name;
    std::string connector;
    std::vector<Setting> settings{};
    merchants::FeedBounds bounds{};  ///< "accounts": ["970422:0123499999"], "markets": ["vungtau"]. What
                                     ///< enforces them is the book.

    /// Empty if it is not set.
    std::string text(std::string_view key) const;
    /// All that are valid now, the newest last; none if it is not set.
    std::vector<std::string> secrets(std::string_view key) const;
};

/// One line for the operator: "feeds.sepay-main: …". Never holds a secret.
class ConfigError : public std::runtime_error {
public:
    ConfigError(std::string_view feed, std::string_view what)
        : std::runtime_error{"feeds." + std::string{feed} + ": " + std::string{what}} {}
};

/// Reads one feed of the configuration; ConfigError names a connector that does not exist, and a key that is
/// unknown to it or of the wrong type. A secret is a text or a list of texts; KEY_next adds one to it, for
/// the time in which keys are changed.
FeedConfig read_feed_config(std::string_view name, const json::Value& settings);

}  // namespace choqr::connectors
