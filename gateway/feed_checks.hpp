#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config.hpp"

// What a configuration's feeds leave open. `serve` logs it, `doctor` says it.
namespace choqr::gateway {

/// It works, and somebody should look at it.
struct FeedWarning {
    std::string feed;
    std::string_view code;  ///< Stable: "feed_without_bounds", "short_secret".
    std::string vi, en;     ///< One sentence each, with the feed's name; never a secret.
};
std::vector<FeedWarning> feed_warnings(const Config& config);

/// Why the demonstration wallet may not be served so: one sentence that says what to do. It pays without a
/// token, so beside feeds of real money, or where strangers reach it, somebody has to have asked for it.
/// Nothing if it may, or is not asked for.
std::optional<std::string> demo_wallet_refused(const Config& config, bool trial_ledger);

}  // namespace choqr::gateway
