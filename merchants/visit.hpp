#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/time.hpp"

namespace choqr::merchants {

/// How a volunteer's visit at a stall ended.
enum class VisitOutcome { spoke, stand_handed_over, refused };

/// Why a vendor does not want it (reports.md 4e).
enum class RefusalReason { other_bank_code, fears_tax, no_smartphone, owner_absent, other };

struct Visit {
    VisitOutcome outcome = VisitOutcome::spoke;
    std::optional<RefusalReason> reason;  ///< Of `refused`.
    /// By the volunteer's telephone, which may have had no network at the stall.
    Instant at;

    /// How long a telephone may have kept it, and how far its clock may go wrong.
    static constexpr std::chrono::days told_within{14};
    static constexpr std::chrono::minutes clock_ahead{10};
    friend bool operator==(const Visit&, const Visit&) = default;
};

}  // namespace choqr::merchants
