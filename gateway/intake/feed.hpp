#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>

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

/// The feeds of now. They are replaced together, so that no call sees some of the old and some of the new.
/// Any thread.
class CurrentFeeds {
public:
    explicit CurrentFeeds(Feeds feeds) { replace(std::move(feeds)); }

    /// For one call, from its beginning to its answer: a feed that is taken away in between lasts as long.
    std::shared_ptr<const Feeds> now() const {
        const std::lock_guard lock{mutex_};
        return feeds_;
    }
    void replace(Feeds feeds) {
        auto fresh = std::make_shared<const Feeds>(std::move(feeds));
        const std::lock_guard lock{mutex_};
        feeds_.swap(fresh);
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Feeds> feeds_;  ///< Guarded by mutex_.
};

}  // namespace choqr::gateway
