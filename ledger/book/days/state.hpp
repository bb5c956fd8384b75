#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <vector>

#include "base/sequence.hpp"
#include "book/days/events.hpp"

// What the book remembers of business days. Only the book's own files see it.
namespace choqr::book {

/// Up to where totals must have been counted to be still right: exactly for the days that changed last,
/// together for all others, which errs on the side of counting again. By the change and not by the day: a day
/// far ahead must not keep its place for ever.
struct DayChanges {
    std::map<Day, Sequence> days;
    Sequence older;

    void changed(Day day, Sequence at) {
        days[day] = at.next();
        if (days.size() <= days_kept) return;
        const auto first = std::ranges::min_element(days, {}, [](const auto& one) { return one.second; });
        older = std::max(older, first->second);
        days.erase(first);
    }
    void all_changed(Sequence at) { older = at.next(); }
    Sequence count_before(Day day) const {
        const auto found = days.find(day);
        return found == days.end() ? older : std::max(older, found->second);
    }

    static constexpr std::size_t days_kept = 16;
};
template <>
struct Fields<DayChanges> {
    static constexpr auto list =
        std::tuple{field("days", &DayChanges::days), field("older", &DayChanges::older)};
};

struct MarketDays {
    Day registered_on;        ///< Nothing before it can be closed.
    std::vector<Day> closed;  ///< Sorted.
    DayChanges changes;       ///< Of what stands at the market's stalls.
};
template <>
struct Fields<MarketDays> {
    static constexpr auto list =
        std::tuple{field("registered_on", &MarketDays::registered_on), field("closed", &MarketDays::closed),
                   field("changes", &MarketDays::changes)};
};

struct Days {
    std::map<MarketId, MarketDays> markets;
    std::map<std::chrono::minutes, DayChanges>
        unmatched;  ///< By cut-off: to every market it might belong to.

    /// Every day of the market may have changed.
    void all_changed(MarketId market, Sequence at);
    void all_unmatched_changed(Sequence at);
};
template <>
struct Fields<Days> {
    static constexpr auto list =
        std::tuple{field("markets", &Days::markets), field("unmatched", &Days::unmatched)};
};

}  // namespace choqr::book
