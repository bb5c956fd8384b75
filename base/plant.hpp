#pragma once

#include <string_view>

namespace choqr {

/// Whether a known bug is planted here, to show that the simulations find it (script/check plants). False in every build
/// that anybody uses; with the build option CHOQR_PLANTS, the environment variable CHOQR_PLANT names the one that is.
#ifdef CHOQR_PLANTS
bool planted(std::string_view bug);
#else
constexpr bool planted(std::string_view) { return false; }
#endif

}  // namespace choqr
