#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "voices/recordings.hpp"

namespace choqr::gateway {

/// A voice in use as the gateway keeps it: lines of what it is, then its MP3.
std::string voice_file_of(const VoiceInUse& voice);
/// Nothing for what is none of this version, or was made of other clips than voice::clips(): a voice without
/// one of them would say other numbers.
std::optional<VoiceInUse> read_voice_file(std::string_view bytes);

}  // namespace choqr::gateway
