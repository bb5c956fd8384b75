#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>

#include "base/ids.hpp"
#include "connectors/connector.hpp"
#include "connectors/registry.hpp"
#include "connectors/standard_webhooks.hpp"
#include "merchants/feed_bounds.hpp"

namespace choqr::gateway {

/// One provider account from the configuration. Constant after construction; any thread.
struct Feed {
    FeedId id;
    std::unique_ptr<const connectors::Connector> connector;
    /// For the demonstration wallet alone: null where it is not served.
    std::unique_ptr<const connectors::StandardWebhooks> demo_signer = nullptr;
    /// What it may speak of; null: of everything.
    std::shared_ptr<const merchants::FeedBounds> bounds = nullptr;
};

/// By name, as in a notice's address.
using Feeds = std::map<std::string, Feed, std::less<>>;

/// connectors::ConfigError for a feed that cannot be used.
Feeds make_feeds(std::span<const connectors::FeedConfig> settings, bool demo_wallet);

}  // namespace choqr::gateway
