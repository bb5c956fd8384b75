#pragma once

#include <functional>
#include <numeric>
#include <string_view>
#include <vector>

#include "chance.hpp"

namespace choqr::market_day {

struct Action {
    unsigned weight;
    std::string_view name;
    std::function<void()> happens;
};

/// What may happen next, each action as often as its weight says.
class Actions {
public:
    /// At least one weight is not 0.
    explicit Actions(std::vector<Action> table)
        : table_{std::move(table)},
          total_{std::accumulate(table_.begin(), table_.end(), 0u,
                                 [](unsigned sum, const Action& action) { return sum + action.weight; })} {}

    /// Draws once.
    const Action& draw(Chance& chance) const {
        auto left = chance.below(total_);
        auto action = table_.begin();
        for (; left >= action->weight; ++action) left -= action->weight;
        return *action;
    }

private:
    std::vector<Action> table_;
    unsigned total_;
};

}  // namespace choqr::market_day
