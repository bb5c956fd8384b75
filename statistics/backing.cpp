#include "statistics/backing.hpp"

#include <algorithm>

namespace choqr::statistics {

std::optional<Withheld> withheld(const Backing& backing) {
    if (backing.stalls < stalls_min) return Withheld::fewer_than_five;
    const auto others = backing.total - backing.largest;
    if (others <= backing.largest / 4) return Withheld::one_stall_dominates;
    return std::nullopt;
}

void Behind::move(Share& share, std::int64_t dong) {
    share.dong += dong;
    total_ += dong;
    largest_ = std::max(largest_, share.dong);
}

void Behind::add_fresh(StallId stall, std::int64_t dong) {
    auto& share = shares_[stall];
    if (share.fresh++ == 0) ++stalls_;
    move(share, dong);
}

void Behind::remove_fresh(StallId stall, std::int64_t dong) {
    auto& share = shares_[stall];
    if (--share.fresh == 0) --stalls_;
    move(share, -dong);
    removed_ = true;
}

void Behind::add_known(StallId stall, std::int64_t dong) { move(shares_[stall], dong); }

Backing Behind::backing() const {
    if (!removed_) return {stalls_, largest_, total_};
    std::int64_t largest = 0;
    for (const auto& [stall, share] : shares_) largest = std::max(largest, share.dong);
    return {stalls_, largest, total_};
}

Backing Behind::backing_without(const Behind& part) const {
    Backing left;
    for (auto [stall, share] : shares_) {
        if (const auto found = part.shares_.find(stall); found != part.shares_.end()) {
            share.fresh -= found->second.fresh;
            share.dong -= found->second.dong;
        }
        left.stalls += share.fresh > 0 ? 1 : 0;
        left.largest = std::max(left.largest, share.dong);
        left.total += share.dong;
    }
    return left;
}

}  // namespace choqr::statistics
