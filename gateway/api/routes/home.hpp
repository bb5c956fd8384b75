#pragma once

#include "api/api.hpp"

namespace choqr::gateway {

struct HomePorts {
    Api& api;
    const reports::Reports& reports;
    const world::Clock& clock;
    bool has_demo;  ///< PagePorts::has_demo.
};
void add_home_routes(const HomePorts& ports);

}  // namespace choqr::gateway
