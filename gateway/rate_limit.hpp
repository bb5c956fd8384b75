#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "world/clock.hpp"

namespace choqr::gateway {

/// What one client is counted by: an IPv4 address, or the /64 of an IPv6 one.
std::string network_of(std::string_view address);

/// A bucket of tokens per address: `burst` at once, `per_second` after that. Counts the connection's own address (IPv6 by
/// /64), never a header. Holds at most `addresses_max`; beyond that everybody starts anew. Any thread.
class RateLimit {
public:
    struct Options {
        std::int64_t per_second = 200;
        std::int64_t burst = 2000;
        std::size_t addresses_max = 50'000;
    };
    /// `clock` outlives it.
    RateLimit(const world::Clock& clock, Options options) : clock_{clock}, options_{options} {}

    bool admit(std::string_view address);

private:
    struct Bucket {
        std::int64_t micro_tokens;
        std::chrono::nanoseconds filled_at;
    };
    const world::Clock& clock_;
    const Options options_;
    std::mutex mutex_;
    std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace choqr::gateway
