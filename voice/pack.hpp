#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "voice/voice.hpp"

// A voice as one small file, which browsers decode and which the program carries.
namespace choqr::voice {

/// Frames at `rate`.
struct Extent {
    std::uint32_t at = 0, length = 0;
};

/// Every clip behind the other in one MP3, with silence between them. Decoders begin up to a tenth of a
/// second apart (the encoder's delay, which some take away and some do not), so a short tone stands at the
/// front: where a decoded file first reaches `marker_level` is `marker_at` of the places below.
struct Pack {
    std::string mp3;
    std::uint32_t marker_at = 0;
    std::vector<Extent> clips;  ///< In the order of clips().
};
inline constexpr float marker_level = 0.25f;
/// Within so many frames of a decoded file the tone has to be.
inline constexpr std::size_t marker_within = rate;

Result<Pack> pack(const Voice& voice);

/// AudioErrc::unreadable for what is no such file.
Result<Voice> unpack(std::string_view mp3, std::uint32_t marker_at, std::span<const Extent> clips);

}  // namespace choqr::voice
