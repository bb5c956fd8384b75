#pragma once

#include <span>
#include <string>
#include <string_view>

#include "world/random.hpp"

namespace choqr::simulator {

/// What became of the transfer's text on its way through two banks.
enum class Survival {
    whole,  ///< It stands in the delivered text in one piece (case aside).
    split,  ///< A space was put into it; without spaces it is whole.
    lost,   ///< Cut, or not delivered at all.
};

struct Delivered {
    std::string text;
    Survival survival = Survival::whole;
};

/// The names of the habits below, as the receiving bank or wallet is called.
std::span<const std::string_view> habits();

/// `memo` as the banks of one habit deliver it: their own words, traces, dates and account numbers around it,
/// in another case, wrapped or cut. The habits are those seen in tests/vectors/content-samples.json; ids and
/// names are invented.
Delivered deliver(std::string_view memo, std::size_t habit, world::Random& random);

}  // namespace choqr::simulator
