#include "api/routes/zones.hpp"

#include "base/fold.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t stalls_at_once = 1'000;

}  // namespace

std::optional<std::string> zone_as_written(const reports::Reports& reports, MarketId market,
                                           const std::string& zone) {
    const auto folded = folded_name(zone);
    std::optional<StallId> after;
    for (;;) {
        const auto stalls = reports.stalls(market, after, stalls_at_once).value();
        for (const auto& stall : stalls)
            if (folded_name(stall.zone) == folded) return stall.zone;
        if (stalls.size() < stalls_at_once) return std::nullopt;
        after = stalls.back().id;
    }
}

}  // namespace choqr::gateway
