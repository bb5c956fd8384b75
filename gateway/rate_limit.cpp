#include "gateway/rate_limit.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace choqr::gateway {
namespace {

constexpr std::int64_t one_token = 1'000'000;

}  // namespace

std::string network_of(std::string_view text) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(std::string{text}, error);
    if (error || !address.is_v6() || address.to_v6().is_v4_mapped()) return std::string{text};
    return boost::asio::ip::make_network_v6(address.to_v6(), 64).canonical().to_string();
}

bool RateLimit::admit(std::string_view address) {
    const auto network = network_of(address);
    const auto now = clock_.monotonic();
    const std::lock_guard lock{mutex_};
    if (buckets_.size() >= options_.addresses_max) buckets_.clear();
    auto& bucket = buckets_.try_emplace(network, Bucket{options_.burst * one_token, now}).first->second;
    const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(now - bucket.filled_at).count();
    if (passed > 0) {
        const auto most = options_.burst * one_token;
        const auto whole_after = most / std::max<std::int64_t>(1, options_.per_second);  // Beyond it the bucket is full anyway.
        bucket.micro_tokens = std::min(most, bucket.micro_tokens + std::min(passed, whole_after) * options_.per_second);
        bucket.filled_at = now;
    }
    if (bucket.micro_tokens < one_token) return false;
    bucket.micro_tokens -= one_token;
    return true;
}

}  // namespace choqr::gateway
