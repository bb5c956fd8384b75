#pragma once

#include "api/api.hpp"
#include "voices/recordings.hpp"

namespace choqr::gateway {

struct RecordingPorts {
    Api& api;
    Recordings& recordings;
};
void add_recording_routes(const RecordingPorts& ports);

}  // namespace choqr::gateway
