#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/vnd.hpp"
#include "statistics/figures.hpp"

namespace choqr::statistics {

/// The numbers of a market's report over one day or a range of days (ledger/reports/README.md has the
/// definitions). Money counts on the business day on which it was booked, however late we heard of it; stalls
/// count as they stood at the end of the period. All of it: what a board may learn of it is Disclosure's to
/// say.
struct Counts {
    // The columns: figures.hpp says what each is.
#define CHOQR_COUNT(name, ...) std::int64_t name = 0;
#define CHOQR_MONEY(name, shown, label, label_en, definition, Type) Type name{};
    CHOQR_FIGURES(CHOQR_COUNT, CHOQR_NO_FIGURE, CHOQR_MONEY)
#undef CHOQR_COUNT
#undef CHOQR_MONEY
    std::int64_t active_stall_days = 0;  ///< sum over days of stalls active that day
    /// Key: a stall's id ("st17"), the name of a zone or a line of goods, a feed. Stalls: 1, the open stalls
    /// of the zone or the line, the stalls paid through the feed. by_stall and by_provider hold only those
    /// with a payment; sorted by key (stalls by id).
    struct Group {
        std::string key;
        std::int64_t stalls = 0, active = 0, transactions = 0;
        VndSum amount;
    };
    std::vector<Group> by_stall, by_zone, by_goods, by_provider;
    std::array<std::int64_t, 24> by_hour{};  ///< transactions by local hour of booking
    std::array<VndSum, 24> amount_by_hour{};
};

}  // namespace choqr::statistics
