#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <string_view>

#include "http/client_address.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {

/// What one client is counted by: its address, or the first of the /64 of an IPv6 one.
std::string network_of(std::string_view address);

/// A bucket of tokens per client (http::ClientAddress::counted(): an IPv4 address, an IPv6 /64): `burst` at once, `per_second`
/// after that. Remembers at most `clients_max`; beyond it, whoever has not come for the longest is forgotten, and begins with a
/// full bucket, as it would have by then. So a stranger with many addresses cannot make anybody's count start anew, its own
/// only by as many requests as there are buckets. Any thread.
class RateLimit {
public:
    struct Options {
        std::int64_t per_second = 200;
        std::int64_t burst = 2000;
        std::size_t clients_max = 50'000;
    };
    /// `clock` outlives it.
    RateLimit(const world::Clock& clock, Options options) : clock_{clock}, options_{options} {}

    /// `address`: http::Request::remote.
    bool admit(std::string_view address);

private:
    struct Bucket {
        http::ClientAddress client;
        std::int64_t micro_tokens;
        std::chrono::nanoseconds filled_at;
    };
    Bucket& bucket_of(const http::ClientAddress& client, std::chrono::nanoseconds now);

    const world::Clock& clock_;
    const Options options_;
    std::mutex mutex_;
    std::list<Bucket> buckets_;  // The one that came last in front.
    std::map<http::ClientAddress, std::list<Bucket>::iterator> by_client_;  // Ordered: no choice of addresses makes it slow.
};

}  // namespace choqr::gateway
