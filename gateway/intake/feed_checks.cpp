#include "intake/feed_checks.hpp"

#include <algorithm>

namespace choqr::gateway {
namespace {

constexpr std::size_t secret_bytes_good = 16;

bool has_short_secret(const connectors::FeedConfig& feed) {
    const auto* provider = connectors::find_provider(feed.connector);
    const auto is_short = [](const std::string& secret) {
        return !secret.empty() && secret.size() < secret_bytes_good;
    };
    return provider != nullptr && std::ranges::any_of(provider->keys, [&](const auto& key) {
               return key.is_secret && std::ranges::any_of(feed.secrets(key.name), is_short);
           });
}

}  // namespace

std::vector<FeedWarning> feed_warnings(std::span<const connectors::FeedConfig> feeds) {
    std::vector<FeedWarning> warnings;
    for (const auto& feed : feeds) {
        if (!feed.bounds.any())
            warnings.push_back({feed.name, "feed_without_bounds",
                                "Nguồn " + feed.name +
                                    " được báo tiền cho mọi tài khoản của mọi chợ; ghi \"accounts\" hoặc "
                                    "\"markets\" vào cấu hình.",
                                "Feed " + feed.name +
                                    " may speak for every account of every market; name its \"accounts\" or "
                                    "\"markets\" in the configuration."});
        if (has_short_secret(feed))
            warnings.push_back(
                {feed.name, "short_secret",
                 "Khóa của nguồn " + feed.name +
                     " ngắn hơn 16 byte, có thể bị đoán ra; xin nhà cung cấp khóa dài hơn.",
                 "A secret of feed " + feed.name +
                     " has fewer than 16 bytes and might be guessed; ask the provider for a longer one."});
    }
    return warnings;
}

}  // namespace choqr::gateway
