#include "voice/join.hpp"

#include <algorithm>

namespace choqr::voice {
namespace {

int pause_ms(Pause pause) {
    switch (pause) {
        case Pause::none:
            return 0;
        case Pause::comma:
            return comma_ms;
        case Pause::stop:
            return stop_ms;
    }
    return 0;
}

/// Rises over the first of `clip`'s frames and falls over its last ones, so that neither end clicks and two
/// that overlap are together as loud as each.
float faded(SamplesView clip, std::size_t at, std::size_t fade) {
    const auto near_end = std::min(at, clip.size() - 1 - at);
    const float share =
        near_end >= fade ? 1.0f : (static_cast<float>(near_end) + 0.5f) / static_cast<float>(fade);
    return clip[at] * share;
}

void mix_at(Samples& out, std::size_t begin, SamplesView clip) {
    const auto fade = std::min(frames_of_ms(overlap_ms), clip.size() / 2);
    out.resize(std::max(out.size(), begin + clip.size()));
    for (std::size_t i = 0; i < clip.size(); ++i) out[begin + i] += faded(clip, i, fade);
}

}  // namespace

Samples join(const Voice& voice, std::span<const Step> steps) {
    Samples out;
    std::size_t begin = 0;
    for (const auto& step : steps) {
        const auto clip = voice.clip(*step.clip);
        mix_at(out, begin, clip);
        begin += clip.size();
        if (step.after == Pause::none)
            begin -= std::min(frames_of_ms(overlap_ms), clip.size() / 2);
        else
            begin += frames_of_ms(pause_ms(step.after));
    }
    return out;
}

}  // namespace choqr::voice
