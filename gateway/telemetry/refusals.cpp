#include "telemetry/refusals.hpp"

#include <algorithm>

#include "telemetry/log.hpp"

namespace choqr::gateway {

void Refusals::note(const Refusal& refusal) {
    metrics_.count("choqr_refusals", "reason=\"" + std::string{refusal.reason} + "\"");
    log_seldom(LogLevel::warning, "refused",
               {{"reason", refusal.reason}, {"who", refusal.who}, {"detail", refusal.detail}});
    const std::lock_guard lock{mutex_};
    ++total_;
    auto found = rows_.find({std::string{refusal.reason}, std::string{refusal.who}});
    if (found == rows_.end()) {
        Row row{std::string{refusal.reason}, std::string{refusal.who}, {}};
        if (rows_.size() >= rows_max) {
            const auto quietest =
                std::ranges::min_element(rows_, {}, [](const auto& entry) { return entry.second.times; });
            row.times = quietest->second.times;
            rows_.erase(quietest);
        }
        found = rows_.emplace(std::pair{row.reason, row.who}, std::move(row)).first;
    }
    ++found->second.times;
    found->second.last_at = clock_.now();
    found->second.detail = refusal.detail;
}

std::vector<Refusals::Row> Refusals::busiest() const {
    std::vector<Row> rows;
    {
        const std::lock_guard lock{mutex_};
        for (const auto& [key, row] : rows_) rows.push_back(row);
    }
    std::ranges::sort(rows, std::greater{}, &Row::times);
    return rows;
}

std::uint64_t Refusals::total() const {
    const std::lock_guard lock{mutex_};
    return total_;
}

}  // namespace choqr::gateway
