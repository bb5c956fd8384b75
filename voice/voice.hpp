#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "voice/clips.hpp"
#include "voice/samples.hpp"

namespace choqr::voice {

/// As loud as every clip of a voice is, and the highest that its samples reach. MP3 adds up to 1.5 dB to
/// peaks: they stay below -1.
inline constexpr double clip_loudness_dbfs = -17, clip_ceiling_dbfs = -3;

/// A whole set of clips: each of the closed list, without silence at its ends, all equally loud. Constant;
/// any thread.
class Voice {
public:
    /// One for each of clips(), in their order; none of them empty, which the caller holds.
    explicit Voice(std::vector<Samples> clips);

    SamplesView clip(const Clip& clip) const { return clips_[index_of(clip)]; }

private:
    std::vector<Samples> clips_;
};

/// A recording made ready for a voice: silence at its ends cut off, levelled. Empty for silence.
Samples as_clip(SamplesView recording);

/// Why a folder is no voice: one sentence for each clip, at most ten.
struct NoVoice {
    std::string why;
};
/// What a market recorded: a file NAME.wav for each clip, of any rate and number of channels. Nothing, with
/// `why` in it, unless every clip is there. What is only louder or longer than it should be is taken; `choqr
/// voice check` (voice/check.hpp) tells of that.
std::optional<Voice> load_voice(const std::string& folder, NoVoice& no_voice);

/// Where a clip's recording lies.
std::string file_of(const std::string& folder, const Clip& clip);

}  // namespace choqr::voice
