#pragma once

#include <cstdint>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace choqr::reports {

class Readers;

/// Of a feed: when its last notice was recorded, and how many. Trials are none.
struct FeedRow {
    FeedId feed;
    Instant last_received_at;
    std::int64_t transfers = 0;
};

/// What has come through which feed. Any thread; `readers` outlives it.
class Feeds {
public:
    explicit Feeds(Readers& readers) : readers_{readers} {}

    /// Those that have sent something, by name.
    Result<std::vector<FeedRow>> feeds() const;

private:
    Readers& readers_;
};

}  // namespace choqr::reports
