#include "voice/pack.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "voice/audio_file.hpp"

namespace choqr::voice {
namespace {

// MP3 smears a sound over a frame and more (52 ms at this rate): no clip may sound in its neighbour.
constexpr auto gap = frames_of_ms(120);
constexpr auto lead_in = frames_of_ms(200), marker_length = frames_of_ms(30),
               behind_marker = frames_of_ms(250);
constexpr double marker_hz = 2'000, marker_peak = 0.7;

Samples with_marker() {
    Samples out(lead_in + marker_length + behind_marker);
    for (std::size_t i = 0; i < marker_length; ++i)
        out[lead_in + i] = static_cast<float>(
            marker_peak * std::sin(2 * std::numbers::pi * marker_hz * static_cast<double>(i) / rate));
    return out;
}

std::optional<std::size_t> find_marker(SamplesView samples) {
    const auto front = samples.first(std::min(samples.size(), marker_within));
    const auto found =
        std::ranges::find_if(front, [](float sample) { return std::abs(sample) >= marker_level; });
    if (found == front.end()) return std::nullopt;
    return static_cast<std::size_t>(found - front.begin());
}

}  // namespace

Result<Pack> pack(const Voice& voice) {
    Pack pack;
    auto all = with_marker();
    pack.marker_at = static_cast<std::uint32_t>(find_marker(all).value_or(0));
    for (const auto& clip : clips()) {
        const auto samples = voice.clip(clip);
        pack.clips.push_back(
            {static_cast<std::uint32_t>(all.size()), static_cast<std::uint32_t>(samples.size())});
        all.insert(all.end(), samples.begin(), samples.end());
        all.resize(all.size() + gap);
    }
    auto mp3 = to_mp3(all);
    if (!mp3) return mp3.error();
    pack.mp3 = std::move(*mp3);
    return pack;
}

Result<Voice> unpack(std::string_view mp3, std::uint32_t marker_at, std::span<const Extent> extents) {
    const auto decoded = read_audio(mp3);
    if (!decoded) return decoded.error();
    const SamplesView samples{decoded->samples};
    const auto marker = find_marker(samples);
    if (!marker || extents.size() != clips().size()) return AudioErrc::unreadable;
    std::vector<Samples> parts;
    for (const auto& extent : extents) {
        const auto at = extent.at + *marker - marker_at;
        if (extent.length == 0 || at > samples.size() || extent.length > samples.size() - at)
            return AudioErrc::unreadable;
        const auto part = samples.subspan(at, extent.length);
        parts.emplace_back(part.begin(), part.end());
    }
    return Voice{std::move(parts)};
}

}  // namespace choqr::voice
