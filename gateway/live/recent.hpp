#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "base/vnd.hpp"
#include "live/items.hpp"

namespace choqr::gateway {

/// What happened at each stall lately: enough to resume its screen and to add up its day. 64 bytes for each
/// item, with its place in the order. One thread at a time.
class Recent {
public:
    struct Options {
        /// A day and the one before it, whatever the market's cut-off.
        std::chrono::hours kept{48};
        /// Of all stalls together; beyond it the oldest go, and whoever asks for them is told so.
        std::size_t items_max = 1'000'000;
    };
    struct Item {
        Sequence event;
        TransferId transfer;
        Instant counts_at;  ///< When it counts, of a payment.
        Vnd amount;
        LiveItem::What what = LiveItem::What::received;
        bool is_money = false;  ///< It is in its day's sum.
    };

    Recent() : Recent{Options{}} {}
    explicit Recent(Options options) : options_{options} {}

    /// Forgets all; what comes from `first` on, which is all that was recorded from `since` on, will be
    /// added.
    void begin(Sequence first, Instant since);
    /// In the order of events. A payment that is taken back is in no sum from here on.
    void add(StallId stall, const Item& item, Instant recorded_at);
    /// Everything from this event on is here.
    Sequence complete_from() const { return complete_from_; }

    /// The items of `stall` behind `event`, in order.
    std::vector<Item> after(StallId stall, Sequence event) const;
    /// What last happened to a transfer at this stall: `what` if nothing is known.
    LiveItem::What last_of(StallId stall, TransferId transfer, LiveItem::What what) const;

    struct Sum {
        std::int64_t count = 0;
        VndSum amount;
    };
    /// Nothing if not all of the day is here.
    std::optional<Sum> of_day(StallId stall, Day day, std::chrono::minutes cutoff) const;

    std::size_t size() const { return order_.size(); }

private:
    struct Turn {
        Sequence event;
        StallId stall;
        Instant recorded_at;
    };
    void forget_oldest();

    Options options_;
    std::unordered_map<StallId, std::deque<Item>> by_stall_;
    std::deque<Turn> order_;  ///< Of all, the oldest first.
    Sequence complete_from_;
    Instant complete_since_{};
};

}  // namespace choqr::gateway
