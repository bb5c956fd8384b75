#include "voice/pack.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "voice/audio_file.hpp"

namespace choqr::voice {
namespace {

// MP3 smears a sound over a frame and more (52 ms at this rate): no clip may sound in its neighbour.
constexpr auto gap = frames_of_ms(100);
/// Samples of an MP3 frame at this rate. Each clip begins with one: how well it is coded would else depend on
/// how long the clips before it are.
constexpr std::size_t frame = 576;
constexpr auto lead_in = frames_of_ms(200), marker_length = frames_of_ms(30),
               behind_marker = frames_of_ms(250);
/// What a decoded clip stays below, and how often it is tried.
constexpr double decoded_peak_dbfs = -1.1;
constexpr int tries_max = 4;
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

Result<Pack> encoded(const Voice& voice) {
    Pack pack;
    auto all = with_marker();
    pack.marker_at = static_cast<std::uint32_t>(find_marker(all).value_or(0));
    for (const auto& clip : clips()) {
        const auto samples = voice.clip(clip);
        all.resize((all.size() + frame - 1) / frame * frame);
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

/// By how much a clip was heard above where it may be. False: none was.
bool lower(std::vector<double>& ceilings, const Voice& heard) {
    bool was_high = false;
    for (std::size_t i = 0; i < ceilings.size(); ++i) {
        const auto excess = peak_dbfs(heard.clip(clips()[i])) - decoded_peak_dbfs;
        if (excess <= 0) continue;
        was_high = true;
        ceilings[i] -= excess + 0.1;
    }
    return was_high;
}

Voice levelled_below(const Voice& voice, std::span<const double> ceilings) {
    std::vector<Samples> levels;
    for (std::size_t i = 0; i < ceilings.size(); ++i) {
        const auto clip = voice.clip(clips()[i]);
        levels.push_back(ceilings[i] == clip_ceiling_dbfs ? Samples(clip.begin(), clip.end())
                                                          : levelled(clip, clip_loudness_dbfs, ceilings[i]));
    }
    return Voice{std::move(levels)};
}

}  // namespace

// How much MP3 adds to a peak depends on the sound alone: what comes out too high goes in with its peaks bent
// further, as loud as before.
Result<Pack> pack(const Voice& voice) {
    auto levels = voice;
    std::vector<double> ceilings(clips().size(), clip_ceiling_dbfs);
    for (int tries = 0;; ++tries) {
        auto packed = encoded(levels);
        if (!packed || tries == tries_max) return packed;
        const auto heard = unpack(packed->mp3, packed->marker_at, packed->clips);
        if (!heard) return heard.error();
        if (!lower(ceilings, *heard)) return packed;
        levels = levelled_below(voice, ceilings);
    }
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
