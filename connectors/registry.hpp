#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "connectors/connector.hpp"
#include "connectors/feed_config.hpp"

namespace choqr::connectors {

/// What a provider's folder tells of itself: one row of the registry. Constant; any thread.
struct Provider {
    /// A key of a feed's settings beside "connector", "accounts" and "markets".
    struct Key {
        std::string_view name;
        bool is_secret = false;  ///< May be a list, has a NAME_next, and is warned of when it is short.
    };
    std::string_view connector;  ///< As the configuration names it.
    std::span<const Key> keys;
    /// ConfigError if what it needs to verify is missing, empty or unusable: a feed that cannot refuse a
    /// forgery does not start.
    std::unique_ptr<const Connector> (*make)(const FeedConfig& config);
};

/// All of them: a new one is a folder and a row here (docs/how-to/new-provider.md).
std::span<const Provider* const> providers();
/// Null if there is none of that name.
const Provider* find_provider(std::string_view connector);

/// Provider::make of the feed's connector; ConfigError if there is none of that name.
std::unique_ptr<const Connector> make_connector(const FeedConfig& config);

}  // namespace choqr::connectors
