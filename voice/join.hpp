#pragma once

#include <span>

#include "voice/clips.hpp"
#include "voice/samples.hpp"
#include "voice/voice.hpp"

namespace choqr::voice {

/// How long the pauses of a sentence are; between clips without one there is none, they overlap by
/// `overlap_ms`. The page joins alike (web/device/speaker).
inline constexpr int overlap_ms = 8, comma_ms = 160, stop_ms = 320;

/// The clips of one sentence, one behind the other, faded into each other. Nothing for no steps.
Samples join(const Voice& voice, std::span<const Step> steps);

}  // namespace choqr::voice
