#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "voice/audio_file.hpp"
#include "voice/clips.hpp"

namespace choqr::voice {

/// What a recording of a clip may have wrong with it, in the order in which it is looked for; of one clip
/// only the first is told.
enum class Fault : std::uint8_t {
    missing,     ///< No file of its name.
    unreadable,  ///< No sound that libsndfile knows, or longer than a minute.
    silent,
    clipped,    ///< Three samples in a row at full scale: recorded too loud.
    too_quiet,  ///< Below `quiet_dbfs`: what is left of it after levelling is mostly noise.
    louder,     ///< Than the median of the set, by more than `differs_db`.
    quieter,
    too_long,  ///< Without the silence at its ends longer than its words take.
};

inline constexpr double quiet_dbfs = -40, differs_db = 6;
/// 700 ms for the first syllable, 350 for each other one.
int longest_ms(const Clip& clip);

struct Finding {
    const Clip* clip;
    Fault fault;
    /// How loud it is in dBFS (too_quiet), or by how many dB it differs (louder, quieter), or how many ms it
    /// lasts (too_long); rounded, else 0.
    int measured = 0;
};

/// What a person is told of it, behind the clip's name: "is too quiet (-47 dB): …".
struct Told {
    std::string en, vi;
};
Told told_of(const Finding& finding);

/// A clip's recording as it was measured, or the fault that kept it from being.
struct Measured {
    std::optional<Fault> fault = Fault::missing;
    bool clipped = false;
    double loudness = 0;  ///< In dBFS, as `loudness_dbfs()`.
    int length_ms = 0;    ///< Without the silence at its ends.
};
Measured measure(const Result<Recording>& recording);

/// What has to be recorded again in this one alone, however loud the others are.
std::optional<Finding> finding_of(const Clip& clip, const Measured& measured);
/// The same of a whole voice, how loud each is among all of them included, in the order of the list. `all`
/// has one for each of clips().
std::vector<Finding> findings_of(std::span<const Measured> all);

/// Everything that a person would have to record again, in the order of the list. Empty: `folder` holds a
/// whole and even voice. A folder that is not there misses every clip.
std::vector<Finding> check_folder(const std::string& folder);

}  // namespace choqr::voice
