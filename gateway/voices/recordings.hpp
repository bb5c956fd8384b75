#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "voice/check.hpp"
#include "voice/pack.hpp"
#include "voices/voices.hpp"

namespace choqr::gateway {

/// What a market's loudspeakers speak with since somebody has taken its recordings into use.
struct VoiceInUse {
    voice::Pack pack;
    Hash of;  ///< Recordings::digest() of what it was made from.
};

/// What markets record of their own voices, clip by clip: FOLDER/mk1/da-nhan.wav, as `choqr voice check
/// FOLDER/mk1` takes it, and FOLDER/mk1/voice, which was made of them when they were taken into use: what is
/// recorded anew later is heard once they are taken into use again. All of it is its owner's only, and
/// replaced whole or not at all, on the disk when a call ends. Calls block; any thread.
class Recordings {
public:
    /// `folder` is made when the first recording comes. `voices` outlives it, and has what is in use at any
    /// moment.
    Recordings(std::string folder, CurrentVoices& voices) : folder_{std::move(folder)}, voices_{voices} {}

    /// At a start: pages get what was in use before. The markets whose voice cannot be used, because it is
    /// damaged or is without a clip that is needed by now.
    std::vector<MarketId> load();

    /// How each of voice::clips() is that lies there now.
    std::vector<voice::Measured> measured(MarketId market);
    /// Of all that lies there: another one when any clip is another.
    Hash digest(MarketId market);

    /// world::disk_errc::missing if it was not recorded.
    Result<std::string> read(MarketId market, const voice::Clip& clip) const;
    /// `wav` is one that voice::read_recording() takes. world::disk_errc::no_space leaves what was there.
    Result<void> keep(MarketId market, const voice::Clip& clip, std::string_view wav);
    /// world::disk_errc::missing if there was none.
    Result<void> remove(MarketId market, const voice::Clip& clip);

    /// Makes a voice of what lies there, which pages get from now on. Else what has to be recorded again, as
    /// voice::findings_of() says, and nothing has changed.
    Result<std::vector<voice::Finding>> take_into_use(MarketId market);
    /// Fine if none was in use. What was recorded stays.
    Result<void> take_back(MarketId market);
    /// Nothing: the market has taken none into use, or one that this version cannot use.
    std::optional<VoiceInUse> in_use(MarketId market) const;

private:
    /// A file as it was when it was measured.
    struct Looked {
        std::filesystem::file_time_type written{};
        std::uintmax_t bytes = 0;
        voice::Measured measured{};
        Hash hash;
    };
    using Clips = std::vector<Looked>;  // In the order of voice::clips().

    std::string folder_of(MarketId market) const { return folder_ + "/" + market.text(); }
    const Clips& look(MarketId market);
    void measure(MarketId market, const voice::Clip& clip, Looked& looked) const;
    Result<VoiceInUse> make_voice(MarketId market, const Clips& clips) const;

    const std::string folder_;
    CurrentVoices& voices_;
    std::mutex mutex_;  ///< One change at a time.
    /// Guarded by mutex_. Measuring a whole voice anew takes half a second.
    std::map<MarketId, Clips> looked_;
};

}  // namespace choqr::gateway
