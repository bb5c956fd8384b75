#include "gateway/feed_checks.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace choqr::gateway {
namespace {

constexpr std::size_t secret_bytes_good = 16;

bool has_short_secret(const connectors::FeedConfig& feed) {
    const auto is_short = [](const std::string* secret) {
        return !secret->empty() && secret->size() < secret_bytes_good;
    };
    return std::ranges::any_of(
        std::initializer_list{&feed.secret, &feed.secret_next, &feed.api_key, &feed.api_key_next}, is_short);
}

bool is_loopback(const std::string& address) {
    boost::system::error_code error;
    const auto parsed = boost::asio::ip::make_address(address, error);
    return !error && parsed.is_loopback();
}

bool has_real_feeds(const Config& config) {
    const auto is_real = [](const connectors::FeedConfig& feed) { return feed.connector != "simwallet"; };
    return config.feeds.size() > 1 || std::ranges::any_of(config.feeds, is_real);
}

constexpr std::string_view ask_for_it =
    "\"demo_wallet_beside_real_feeds\": true; what it pays is a trial (thử) then and counts nowhere";

}  // namespace

std::vector<FeedWarning> feed_warnings(const Config& config) {
    std::vector<FeedWarning> warnings;
    for (const auto& feed : config.feeds) {
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

std::optional<std::string> demo_wallet_refused(const Config& config, bool trial_ledger) {
    if (!config.demo_wallet || config.demo_wallet_beside_real_feeds) return std::nullopt;
    if (has_real_feeds(config))
        return "demo_wallet: it pays without a token and may not stand beside real feeds: take it out, or "
               "add " +
               std::string{ask_for_it};
    if (!trial_ledger && !is_loopback(config.address))
        return "demo_wallet: it pays without a token and may not listen on " + config.address +
               ": listen on 127.0.0.1, use a trial ledger (choqr init --demo), or add " +
               std::string{ask_for_it};
    return std::nullopt;
}

}  // namespace choqr::gateway
