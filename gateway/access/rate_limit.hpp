#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "http/client_address.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {

/// What one client is counted by: its address, or the first of the /64 of an IPv6 one.
std::string network_of(std::string_view address);

struct RateLimits {
    std::int64_t per_second = 200;
    std::int64_t burst = 2000;
    std::size_t clients_max = 50'000;
    std::int64_t each = 1;  ///< What a call takes: 6 of one a second are ten calls a minute.
};

/// A bucket for each client: `burst` at once, `per_second` after that. Remembers at most `clients_max`;
/// beyond it, whoever has not come for the longest is forgotten, and begins with a full bucket, as it would
/// have by then. So a stranger with many names cannot make anybody's count start anew, its own only by as
/// many requests as there are buckets. Any thread.
template <class Key>
class RateLimitBy {
public:
    using Options = RateLimits;
    /// `clock` outlives it.
    RateLimitBy(const world::Clock& clock, Options options) : clock_{clock}, options_{options} {}

    /// What costs more than there is takes all of it once the bucket is full, so that nothing is refused for
    /// ever.
    bool admit(const Key& client, std::int64_t cost = 1) {
        const auto now = clock_.monotonic();
        const std::lock_guard lock{mutex_};
        auto& bucket = bucket_of(client, now);
        fill(bucket, now);
        const auto price = std::min(cost, options_.burst) * whole;
        if (bucket.micro < price) return false;
        bucket.micro -= price;
        return true;
    }

private:
    static constexpr std::int64_t whole = 1'000'000;
    struct Bucket {
        Key client;
        std::int64_t micro;
        std::chrono::nanoseconds filled_at;
    };

    Bucket& bucket_of(const Key& client, std::chrono::nanoseconds now) {
        const auto found = by_client_.find(client);
        if (found != by_client_.end()) {
            buckets_.splice(buckets_.begin(), buckets_, found->second);
            return buckets_.front();
        }
        if (buckets_.size() >= options_.clients_max) {
            by_client_.erase(buckets_.back().client);
            buckets_.pop_back();
        }
        buckets_.push_front({client, options_.burst * whole, now});
        by_client_.emplace(client, buckets_.begin());
        return buckets_.front();
    }

    void fill(Bucket& bucket, std::chrono::nanoseconds now) const {
        const auto passed =
            std::chrono::duration_cast<std::chrono::microseconds>(now - bucket.filled_at).count();
        if (passed <= 0) return;
        const auto most = options_.burst * whole;
        const auto whole_after =
            most / std::max<std::int64_t>(1, options_.per_second);  // Beyond it the bucket is full anyway.
        bucket.micro = std::min(most, bucket.micro + std::min(passed, whole_after) * options_.per_second);
        bucket.filled_at = now;
    }

    const world::Clock& clock_;
    const Options options_;
    std::mutex mutex_;
    std::list<Bucket> buckets_;  // The one that came last in front.
    std::map<Key, typename std::list<Bucket>::iterator>
        by_client_;  // Ordered: no choice of names makes it slow.
};

/// By http::ClientAddress::counted(): an IPv4 address, an IPv6 /64.
class RateLimit {
public:
    using Options = RateLimits;
    RateLimit(const world::Clock& clock, Options options) : buckets_{clock, options}, each_{options.each} {}

    /// `address`: http::Request::remote.
    bool admit(std::string_view address) {
        const auto client = http::ClientAddress::parse(address).value_or(http::ClientAddress{}).counted();
        return buckets_.admit(client, each_);
    }

private:
    RateLimitBy<http::ClientAddress> buckets_;
    const std::int64_t each_;
};

}  // namespace choqr::gateway
