#pragma once

#include "access/principal.hpp"
#include "api/routes/routes.hpp"
#include "live/screens.hpp"

namespace choqr::gateway {

/// Whether the caller reaches the stall, as live knows it.
bool reaches(const LivePorts& ports, const Principal& caller, const StallFace& stall);

}  // namespace choqr::gateway
