#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace choqr::gateway {

/// Counters and gauges, as OpenMetrics text. Any thread; each thread counts into a shard of its own choosing,
/// so that threads seldom meet.
class Metrics {
public:
    /// `labels` as OpenMetrics writes them: `route="/v1/markets",status="200"`. Few distinct ones: never from
    /// outside.
    void count(std::string_view name, std::string_view labels, std::uint64_t by = 1);
    /// A gauge that changes seldom.
    void set(std::string_view name, std::int64_t value);
    /// All counters and what was set; the caller adds gauges that it measures now, and "# EOF".
    std::string text() const;

private:
    struct Shard {
        mutable std::mutex mutex;
        std::map<std::string, std::map<std::string, std::uint64_t, std::less<>>, std::less<>> counters;
    };
    static constexpr std::size_t shard_count = 8;
    Shard& mine();
    std::string counters_text() const;
    Shard shards_[shard_count];
    mutable std::mutex gauges_mutex_;
    std::map<std::string, std::int64_t, std::less<>> gauges_;  ///< Guarded by gauges_mutex_.
};

}  // namespace choqr::gateway
