#include "cli/gateways.hpp"

#include "base/assert.hpp"

namespace choqr::gateway {

Gateways& gateways_of(const Surroundings& surroundings) {
    CHOQR_ASSERT(surroundings.gateways != nullptr, "main hands in what runs gateways");
    return *surroundings.gateways;
}

}  // namespace choqr::gateway
