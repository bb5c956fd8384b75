#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/sequence.hpp"
#include "merchants/places.hpp"
#include "reports/acts.hpp"

namespace choqr::reports {

class Readers;

/// A visit as its volunteer told it.
struct VisitRow {
    Sequence sequence;
    StallId stall;
    std::string code, zone;
    merchants::ConsentStatus consent{};  ///< What the stall's vendor says now.
    merchants::Visit visit;
    std::uint32_t stand_version = 0;  ///< Which stand was handed over; 0: none.
    ActorRow by;
};

struct VisitFilter {
    MarketId market;
    Instant from, until;  ///< By when the visit was, `until` exclusive.
    std::optional<Sequence> before{};
    std::size_t limit = 100;
};

/// What one person did in a market on one business day.
struct VolunteerDay {
    static constexpr std::size_t reasons = 5;  ///< As many as merchants::RefusalReason has.

    Day day{};
    ActorRow by;
    std::int64_t visited = 0;  ///< Stalls, however often.
    std::int64_t registered = 0;
    std::array<std::int64_t, reasons> refused{};  ///< Visits, by merchants::RefusalReason.
    std::int64_t stands_handed_over = 0;
    std::int64_t paid_within_a_day = 0;  ///< Of `registered`: a payment came within 24 hours.
};

/// A stall that fell asleep (reports.md N6).
struct DormantStall {
    StallId stall;
    std::string zone;
};

/// What volunteers told of their way through the markets. Any thread; `readers` outlives it.
class Visits {
public:
    static constexpr std::chrono::days dormant_after{14};

    explicit Visits(Readers& readers) : readers_{readers} {}

    Result<std::optional<VisitRow>> visit(Sequence sequence) const;
    /// The one told last first.
    Result<std::vector<VisitRow>> visits(const VisitFilter& filter) const;
    /// All at a stall, in the order in which they were told.
    Result<std::vector<VisitRow>> visits_at(StallId stall) const;
    /// Open stalls that were paid once, and not on `today` nor in the dormant_after - 1 days before, in aisle
    /// order.
    Result<std::vector<DormantStall>> dormant(MarketId market, Day today) const;
    /// By day, then by who. A stall is registered by whoever gave it the first account that it ever had.
    Result<std::vector<VolunteerDay>> volunteer_days(const merchants::Market& market, Day from, Day to) const;

private:
    Readers& readers_;
};

}  // namespace choqr::reports
