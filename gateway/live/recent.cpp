#include "live/recent.hpp"

#include <algorithm>

namespace choqr::gateway {

void Recent::begin(Sequence first, Instant since) {
    by_stall_.clear();
    order_.clear();
    complete_from_ = first;
    complete_since_ = since;
}

void Recent::add(StallId stall, const Item& item, Instant recorded_at) {
    auto& items = by_stall_[stall];
    if (item.what == LiveItem::What::taken_back || item.what == LiveItem::What::given_over)
        for (auto& earlier : items)
            if (earlier.transfer == item.transfer) earlier.is_money = false;
    items.push_back(item);
    order_.push_back({item.event, stall, recorded_at});
    while (order_.size() > options_.items_max || order_.front().recorded_at < recorded_at - options_.kept)
        forget_oldest();
}

void Recent::forget_oldest() {
    const auto oldest = order_.front();
    order_.pop_front();
    complete_from_ = oldest.event.next();
    complete_since_ = std::max(complete_since_, oldest.recorded_at);
    const auto items = by_stall_.find(oldest.stall);
    items->second.pop_front();
    if (items->second.empty()) by_stall_.erase(items);
}

std::vector<Recent::Item> Recent::after(StallId stall, Sequence event) const {
    const auto found = by_stall_.find(stall);
    if (found == by_stall_.end()) return {};
    const auto& items = found->second;
    const auto first = std::ranges::upper_bound(items, event, {}, &Item::event);
    return {first, items.end()};
}

LiveItem::What Recent::last_of(StallId stall, TransferId transfer, LiveItem::What what) const {
    const auto found = by_stall_.find(stall);
    if (found == by_stall_.end()) return what;
    for (const auto& item : found->second)
        if (item.transfer == transfer) what = item.what;
    return what;
}

std::optional<Recent::Sum> Recent::of_day(StallId stall, Day day, std::chrono::minutes cutoff) const {
    const auto begin = business_day_begin(day, cutoff), end = begin + std::chrono::days{1};
    if (begin < complete_since_) return std::nullopt;
    Sum sum;
    const auto found = by_stall_.find(stall);
    if (found == by_stall_.end()) return sum;
    for (const auto& item : found->second) {
        if (!item.is_money || item.counts_at < begin || item.counts_at >= end) continue;
        ++sum.count;
        sum.amount += item.amount;
    }
    return sum;
}

}  // namespace choqr::gateway
