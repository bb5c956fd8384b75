#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "telemetry/metrics.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {

/// Who was turned away and why: counted by reason for /metrics, told in the log at most once a second, and
/// the busiest kept by name, so that `choqr doctor` can say whose secret is wrong. Any thread.
class Refusals {
public:
    /// `clock` and `metrics` outlive it.
    Refusals(const world::Clock& clock, Metrics& metrics) : clock_{clock}, metrics_{metrics} {}

    struct Refusal {
        std::string_view
            reason;  ///< A problem's code or a rejection's name: one of a few dozen, never from outside.
        std::string_view who;     ///< "feed:sepay-main", "token:tk12" or a network; as told in public.
        std::string_view detail;  ///< For people; holds no secret.
    };
    void note(const Refusal& refusal);

    struct Row {
        std::string reason, who, detail;
        std::uint64_t times =
            0;  ///< At least as often as this, seldom more: of a crowd only the busiest are kept.
        Instant last_at{};
    };
    /// The busiest first.
    std::vector<Row> busiest() const;
    /// How many were noted at all.
    std::uint64_t total() const;

private:
    /// A stranger chooses `who`: beyond this the quietest gives way (Metwally's space-saving counters).
    static constexpr std::size_t rows_max = 64;

    const world::Clock& clock_;
    Metrics& metrics_;
    mutable std::mutex mutex_;
    // Guarded by mutex_:
    std::map<std::pair<std::string, std::string>, Row> rows_;  ///< By reason and who.
    std::uint64_t total_ = 0;
};

}  // namespace choqr::gateway
