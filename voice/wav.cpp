#include "voice/wav.hpp"

namespace choqr::voice {
namespace {

constexpr std::size_t head_bytes = 44, frame_bytes = 2;

/// `size` bytes at `at`, the lowest first. They are there.
std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint32_t number = 0;
    for (std::size_t i = size; i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
    return number;
}

bool is_head(std::string_view bytes, std::uint32_t rate) {
    const auto number = [bytes](std::size_t at, std::size_t size) { return number_at(bytes, at, size); };
    const bool is_riff =
        bytes.starts_with("RIFF") && bytes.substr(8, 8) == "WAVEfmt " && number(4, 4) == bytes.size() - 8;
    const bool is_pcm = number(16, 4) == 16 && number(20, 2) == 1 && number(22, 2) == 1;
    const bool is_16_bits = number(28, 4) == rate * frame_bytes && number(32, 2) == frame_bytes &&
                            number(34, 2) == 8 * frame_bytes;
    return is_riff && is_pcm && is_16_bits && bytes.substr(36, 4) == "data" &&
           number(40, 4) == bytes.size() - head_bytes;
}

}  // namespace

std::optional<Wav> read_wav(std::string_view bytes) {
    if (bytes.size() <= head_bytes || bytes.size() > recording_bytes_max) return std::nullopt;
    const auto rate = number_at(bytes, 24, 4);
    if (rate < recording_rate_min || rate > recording_rate_max || !is_head(bytes, rate)) return std::nullopt;
    const auto sound = bytes.substr(head_bytes);
    if (sound.size() % frame_bytes != 0 || sound.size() / frame_bytes > rate * recording_seconds_max)
        return std::nullopt;
    Wav wav{static_cast<int>(rate), {}};
    wav.frames.reserve(sound.size() / frame_bytes);
    for (std::size_t at = 0; at < sound.size(); at += frame_bytes)
        wav.frames.push_back(static_cast<std::int16_t>(number_at(sound, at, frame_bytes)));
    return wav;
}

}  // namespace choqr::voice
