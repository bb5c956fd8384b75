#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "voice/audio_file.hpp"
#include "voice/voice.hpp"

// A file in a folder of recordings: it never crashes, what is read is at most a minute of numbers, and a clip
// that is made of it is empty or within the ceiling.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace choqr::voice;
    const auto recording = read_audio({reinterpret_cast<const char*>(data), size});
    if (!recording) return 0;
    if (recording->samples.size() > 61u * rate) std::abort();
    for (const float sample : recording->samples)
        if (!std::isfinite(sample)) std::abort();
    const auto clip = as_clip(recording->samples);
    if (clip.size() > recording->samples.size() || peak_dbfs(clip) > clip_ceiling_dbfs + 0.01) std::abort();
    return 0;
}
