#pragma once

#include <string_view>

namespace choqr {

/// Whether a known bug is planted here, to show that the simulations find it (script/check plants). False in
/// every build that anybody uses; with the build option CHOQR_PLANTS, the environment variable CHOQR_PLANT
/// names the one that is.
#ifdef CHOQR_PLANTS
bool planted(std::string_view bug);
#else
consteval bool planted(std::string_view) {
    return false;
}  // Not even a branch: script/check coverage counts them.
#endif

}  // namespace choqr
