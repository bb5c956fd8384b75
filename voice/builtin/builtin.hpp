#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "voice/pack.hpp"
#include "voice/region.hpp"

namespace choqr::voice {

/// A voice that the program carries (made at build time by voice/make). The views live as long as it runs.
struct BuiltinVoice {
    std::string_view name;   ///< "north", "central", "south".
    std::string_view label;  ///< As people read it.
    Region region;           ///< How its speakers read a number.
    std::string_view mp3;    ///< And the other two: what unpack() takes.
    std::uint32_t marker_at;
    std::span<const Extent> clips;
};

/// All of them. Any thread.
std::span<const BuiltinVoice> builtin_voices();

/// Decoded on each call, which takes some hundredths of a second.
Voice load_builtin(const BuiltinVoice& voice);
/// The one that fits a region best.
const BuiltinVoice& builtin_for(Region region);

}  // namespace choqr::voice
