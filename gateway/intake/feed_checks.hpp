#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/registry.hpp"

// What a configuration's feeds leave open. `serve` logs it, `doctor` says it.
namespace choqr::gateway {

/// It works, and somebody should look at it.
struct FeedWarning {
    std::string feed;
    std::string_view code;  ///< Stable: "feed_without_bounds", "short_secret".
    std::string vi, en;     ///< One sentence each, with the feed's name; never a secret.
};
std::vector<FeedWarning> feed_warnings(std::span<const connectors::FeedConfig> feeds);

}  // namespace choqr::gateway
