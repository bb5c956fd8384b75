#include "voices/voices.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "builtin_voices/builtin.hpp"
#include "json/writer.hpp"
#include "voice/join.hpp"
#include "voice/pack.hpp"

namespace choqr::gateway {
namespace {

constexpr std::string_view own_name = "market";  // Pages take it before all others.

/// What a page's list says of a voice beside its clips.
struct About {
    std::string_view name, label, accent;
};

void write_clips(json::Writer& json, std::span<const voice::Extent> extents) {
    json.key("clips").begin_array();
    for (std::size_t i = 0; i < extents.size(); ++i) {
        json.begin_array().text(voice::clips()[i].text);
        json.number(extents[i].at).number(extents[i].length).end_array();
    }
    json.end_array();
}

ServedVoice served(const About& about, std::string_view mp3, std::uint32_t marker_at,
                   std::span<const voice::Extent> extents) {
    const auto hash = to_hex(sha256(mp3).bytes()).substr(0, 16);
    const auto path = "/assets/voice/" + std::string{about.name} + "." + hash + ".mp3";
    json::Writer json;
    json.begin_object().field("name", about.name).field("label", about.label).field("accent", about.accent);
    json.field("file", path).field("bytes", static_cast<std::int64_t>(mp3.size()));
    json.field("rate", std::int64_t{voice::rate}).field("marker_at", std::int64_t{marker_at});
    json.field("marker_permille", static_cast<std::int64_t>(voice::marker_level * 1'000));
    json.field("overlap_ms", std::int64_t{voice::overlap_ms})
        .field("comma_ms", std::int64_t{voice::comma_ms});
    json.field("stop_ms", std::int64_t{voice::stop_ms});
    write_clips(json, extents);
    return {path, std::string{mp3}, json.end_object().take()};
}

std::string_view accent_of(voice::Region region) {
    return region == voice::Region::north ? "north" : "south";
}

ServedVoice recorded(const VoiceFolder& from) {
    const auto key = "voices." + from.market.text() + ": ";
    voice::NoVoice no_voice;
    const auto loaded = voice::load_voice(from.folder, no_voice);
    if (!loaded) throw std::runtime_error{key + no_voice.why + "; see choqr voice check " + from.folder};
    const auto packed = voice::pack(*loaded);
    if (!packed) throw std::runtime_error{key + packed.error().message()};
    return served({own_name, "Giọng của chợ", ""}, packed->mp3, packed->marker_at, packed->clips);
}

}  // namespace

Voices::Voices(std::span<const VoiceFolder> folders) {
    for (const auto& one : voice::builtin_voices())
        builtin_.push_back(
            served({one.name, one.label, accent_of(one.region)}, one.mp3, one.marker_at, one.clips));
    for (const auto& folder : folders) own_.emplace_back(folder.market, recorded(folder));
}

std::string Voices::list(std::optional<MarketId> market) const {
    std::string list;
    const auto add = [&list](const ServedVoice& one) { list += (list.empty() ? "[" : ",") + one.listing; };
    for (const auto& [of, one] : own_)
        if (of == market) add(one);
    for (const auto& one : builtin_) add(one);
    return list + "]";
}

const ServedVoice* Voices::find(std::string_view path) const {
    const auto found = std::ranges::find(builtin_, path, &ServedVoice::path);
    if (found != builtin_.end()) return &*found;
    for (const auto& [of, one] : own_)
        if (one.path == path) return &one;
    return nullptr;
}

}  // namespace choqr::gateway
