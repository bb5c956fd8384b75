#include "voice/voice.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "voice/audio_file.hpp"

namespace choqr::voice {

Voice::Voice(std::vector<Samples> clips) : clips_{std::move(clips)} {
    const bool whole = clips_.size() == voice::clips().size() &&
                       std::ranges::none_of(clips_, [](const Samples& one) { return one.empty(); });
    CHOQR_ASSERT(whole, "a voice has every clip: a number without one of its words is another number");
}

Samples as_clip(SamplesView recording) {
    const auto sounding = trimmed(recording);
    return sounding.empty() ? Samples{} : levelled(sounding, clip_loudness_dbfs, clip_ceiling_dbfs);
}

std::string file_of(const std::string& folder, const Clip& clip) {
    return folder + "/" + std::string{clip.name} + ".wav";
}

std::optional<Voice> load_voice(const std::string& folder, NoVoice& no_voice) {
    constexpr int told_max = 10;
    std::vector<Samples> samples;
    int wrong = 0;
    for (const auto& clip : clips()) {
        const auto recording = read_audio_file(file_of(folder, clip));
        samples.push_back(recording ? as_clip(recording->samples) : Samples{});
        if (!samples.back().empty() || ++wrong > told_max) continue;
        no_voice.why += (no_voice.why.empty() ? "" : "; ") + file_of(folder, clip) + " " +
                        (recording ? "is silent" : recording.error().message());
    }
    if (wrong > told_max) no_voice.why += "; and " + std::to_string(wrong - told_max) + " more";
    if (wrong > 0) return std::nullopt;
    return Voice{std::move(samples)};
}

}  // namespace choqr::voice
