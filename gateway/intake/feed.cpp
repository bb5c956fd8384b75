#include "intake/feed.hpp"

#include <vector>

namespace choqr::gateway {
namespace {

Feed make_feed(const connectors::FeedConfig& settings, bool demo_wallet) {
    auto id = FeedId::parse(settings.name);
    if (!id) throw connectors::ConfigError{settings.name, "is not a name"};
    Feed feed{*std::move(id), connectors::make_connector(settings)};
    if (demo_wallet && settings.connector == "simwallet")
        feed.demo_signer =
            std::make_unique<connectors::StandardWebhooks>(settings.name, settings.secrets("secret"));
    if (settings.bounds.any()) feed.bounds = std::make_shared<const merchants::FeedBounds>(settings.bounds);
    return feed;
}

}  // namespace

Feeds make_feeds(std::span<const connectors::FeedConfig> settings, bool demo_wallet) {
    Feeds feeds;
    for (const auto& each : settings) feeds.emplace(each.name, make_feed(each, demo_wallet));
    return feeds;
}

}  // namespace choqr::gateway
