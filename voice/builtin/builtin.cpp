#include "builtin_voices/builtin.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace choqr::voice {

Voice load_builtin(const BuiltinVoice& voice) {
    auto unpacked = unpack(voice.mp3, voice.marker_at, voice.clips);
    CHOQR_ASSERT(unpacked.has_value(), "what the build has packed can be unpacked");
    return std::move(*unpacked);
}

const BuiltinVoice& builtin_for(Region region) {
    const std::string_view name = region == Region::north ? "north" : "south";
    const auto found = std::ranges::find(builtin_voices(), name, &BuiltinVoice::name);
    CHOQR_ASSERT(found != builtin_voices().end(), "there is a voice for each region");
    return *found;
}

}  // namespace choqr::voice
