#pragma once

#include <cstdint>
#include <initializer_list>

#include "world/random.hpp"

namespace choqr::market_day {

/// Everything that could have gone otherwise on this day, drawn in an order that the seed alone decides. Who
/// draws once more, or in another order, gives every seed another day.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : random_{seed} {}

    /// Uniform in [0, bound), bound > 0.
    std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }
    bool happens(unsigned per_mille) { return below(1000) < per_mille; }
    std::uint64_t one_of(std::initializer_list<std::uint64_t> values) {
        return values.begin()[below(values.size())];
    }
    /// Any of them; there is at least one.
    template <class Many>
    auto& any(Many& many) {
        return many[below(many.size())];
    }

    /// For those who draw by themselves.
    world::Random& random() { return random_; }

private:
    world::SeededRandom random_;
};

}  // namespace choqr::market_day
