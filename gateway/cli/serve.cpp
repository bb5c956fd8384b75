#include "cli/serve.hpp"

#include "cli/gateways.hpp"

namespace choqr::gateway {

int run_serve(const Arguments& arguments, Surroundings& surroundings) {
    return gateways_of(surroundings).serve(arguments, {});
}

}  // namespace choqr::gateway
