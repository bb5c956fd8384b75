#include "base/plant.hpp"

#ifdef CHOQR_PLANTS

#include <cstdlib>

namespace choqr {

bool planted(std::string_view bug) {
    static const char* const named = std::getenv("CHOQR_PLANT");
    return named != nullptr && bug == named;
}

}  // namespace choqr

#endif
