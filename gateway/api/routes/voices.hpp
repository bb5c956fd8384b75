#pragma once

#include "api/api.hpp"
#include "voices/voices.hpp"

namespace choqr::gateway {

struct VoicePorts {
    Api& api;
    const reports::Reports& reports;
    const CurrentVoices& voices;
    const world::Clock& clock;
};
void add_voice_routes(const VoicePorts& ports);

}  // namespace choqr::gateway
