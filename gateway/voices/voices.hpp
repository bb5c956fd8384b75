#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.hpp"

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

/// The voices of one moment. Constant; any thread.
class Voices {
public:
    /// std::runtime_error for a folder that is no voice: one line that names it and what is missing in it.
    explicit Voices(std::span<const VoiceFolder> folders);

    /// A JSON array: first the market's own if it has one, then those of the program, which stay its
    /// fallback.
    std::string list(std::optional<MarketId> market) const;
    /// Null: there is none.
    const ServedVoice* find(std::string_view path) const;

private:
    std::vector<ServedVoice> builtin_;
    std::vector<std::pair<MarketId, ServedVoice>> own_;
};

/// Replaced as a whole when the configuration is read anew. Any thread.
class CurrentVoices {
public:
    explicit CurrentVoices(Voices voices) : voices_{std::make_shared<const Voices>(std::move(voices))} {}

    std::shared_ptr<const Voices> now() const {
        const std::lock_guard lock{mutex_};
        return voices_;
    }
    void replace(Voices voices) {
        auto fresh = std::make_shared<const Voices>(std::move(voices));
        const std::lock_guard lock{mutex_};
        voices_.swap(fresh);
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Voices> voices_;  ///< Guarded by mutex_.
};

}  // namespace choqr::gateway
