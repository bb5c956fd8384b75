#include "gateway/rate_limit.hpp"

#include <algorithm>

namespace choqr::gateway {
namespace {

constexpr std::int64_t one_token = 1'000'000;

}  // namespace

std::string network_of(std::string_view text) {
    const auto address = http::ClientAddress::parse(text);
    return address ? address->counted().text() : std::string{text};
}

RateLimit::Bucket& RateLimit::bucket_of(const http::ClientAddress& client, std::chrono::nanoseconds now) {
    const auto found = by_client_.find(client);
    if (found != by_client_.end()) {
        buckets_.splice(buckets_.begin(), buckets_, found->second);
        return buckets_.front();
    }
    if (buckets_.size() >= options_.clients_max) {
        by_client_.erase(buckets_.back().client);
        buckets_.pop_back();
    }
    buckets_.push_front({client, options_.burst * one_token, now});
    by_client_.emplace(client, buckets_.begin());
    return buckets_.front();
}

bool RateLimit::admit(std::string_view address) {
    const auto client = http::ClientAddress::parse(address).value_or(http::ClientAddress{}).counted();
    const auto now = clock_.monotonic();
    const std::lock_guard lock{mutex_};
    auto& bucket = bucket_of(client, now);
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
