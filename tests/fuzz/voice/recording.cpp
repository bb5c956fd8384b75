#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "voice/check.hpp"
#include "voice/wav.hpp"

// What a page sends as a clip's recording: it never crashes; what is read is what stands in the file, of a
// rate and length within the limits; and it is measured to numbers or to a fault.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace choqr::voice;
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    const auto wav = read_wav(bytes);
    const auto recording = read_recording(bytes);
    if (wav.has_value() != recording.has_value()) std::abort();
    if (!wav) return 0;
    const auto frames_max = static_cast<std::size_t>(recording_seconds_max * wav->rate);
    if (wav->frames.empty() || wav->frames.size() > frames_max || size != 44 + 2 * wav->frames.size())
        std::abort();
    for (const float sample : recording->samples)
        if (!std::isfinite(sample)) std::abort();
    const auto measured = measure(recording);
    if (!measured.fault && (!std::isfinite(measured.loudness) || measured.length_ms > 6'100)) std::abort();
    static_cast<void>(finding_of(clips().front(), measured));
    return 0;
}
