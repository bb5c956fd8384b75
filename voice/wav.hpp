#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

// The one kind of file in which a gateway takes recordings. Pure.
namespace choqr::voice {

inline constexpr int recording_seconds_max = 6;
/// Six seconds at 48,000 samples a second, and its head.
inline constexpr std::size_t recording_bytes_max = 600 * 1'000;
inline constexpr int recording_rate_min = 8'000, recording_rate_max = 96'000;

/// One channel of 16 bits, as it stands in the file.
struct Wav {
    int rate = 0;  ///< Within the limits above.
    std::vector<std::int16_t> frames;
};

/// A RIFF file of PCM, 16 bits and one channel, that is exactly its head of 44 bytes and its samples: at
/// least one, at most six seconds of them. Everything else, also what other programs would make something of,
/// is nothing: whoever wrote it did not write it for us. The bytes may be anybody's.
std::optional<Wav> read_wav(std::string_view bytes);

}  // namespace choqr::voice
