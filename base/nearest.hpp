#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace choqr {

/// How many letters must be inserted, dropped, changed, or swapped with their neighbour to turn one word into
/// the other, each letter touched once (optimal string alignment). By bytes; for names that programs have.
/// Words longer than 64 bytes are compared by their first 64.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The word of `known` that takes the fewest such steps from `typed`, the earlier one where two are as near.
/// Empty if `known` is.
std::string_view nearest(std::string_view typed, std::span<const std::string_view> known);

}  // namespace choqr
