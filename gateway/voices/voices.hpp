#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"

namespace choqr::voice {
struct Pack;
}

namespace choqr::gateway {

/// "voices": {"mk1": "FOLDER"}: what a market recorded.
struct VoiceFolder {
    MarketId market;
    std::string folder;
};

/// A voice as a page gets it.
struct ServedVoice {
    std::string path;     ///< "/assets/voice/north.0123456789abcdef.mp3": other bytes have another name.
    std::string mp3;      ///< What lies there.
    std::string listing;  ///< One JSON object: its name, and where in the file each clip is.
};

/// What a market has taken into use (recordings.hpp), as its pages get it.
ServedVoice served_to_market(const voice::Pack& pack);

/// The voices of one moment. Constant; any thread.
class Voices {
public:
    /// std::runtime_error for a folder that is no voice: one line that names it and what is missing in it.
    explicit Voices(std::span<const VoiceFolder> folders);

    /// A JSON array: first the market's own if it has one, then those of the program, which stay its
    /// fallback. What a market has taken into use by itself goes before the folder that the configuration
    /// names.
    std::string list(std::optional<MarketId> market) const;
    /// Null: there is none.
    const ServedVoice* find(std::string_view path) const;

private:
    friend class CurrentVoices;
    using Own = std::map<MarketId, std::shared_ptr<const ServedVoice>>;

    std::vector<std::shared_ptr<const ServedVoice>> builtin_;
    Own configured_, recorded_;
};

/// Replaced as a whole when the configuration is read anew; what markets have taken into use stays. Any
/// thread.
class CurrentVoices {
public:
    explicit CurrentVoices(Voices voices) : voices_{std::make_shared<const Voices>(std::move(voices))} {}

    std::shared_ptr<const Voices> now() const;
    void replace(Voices voices);
    void take_into_use(MarketId market, ServedVoice voice);
    void take_back(MarketId market);

private:
    template <class Change>
    void change(Change change);

    mutable std::mutex mutex_;
    std::shared_ptr<const Voices> voices_;  ///< Guarded by mutex_.
};

}  // namespace choqr::gateway
