#include "voices/voices.hpp"

#include <stdexcept>

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "builtin_voices/builtin.hpp"
#include "json/writer.hpp"
#include "voice/join.hpp"
#include "voice/pack.hpp"
#include "voice/voice.hpp"

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

ServedVoice loaded(const VoiceFolder& from) {
    const auto key = "voices." + from.market.text() + ": ";
    voice::NoVoice no_voice;
    const auto read = voice::load_voice(from.folder, no_voice);
    if (!read) throw std::runtime_error{key + no_voice.why + "; see choqr voice check " + from.folder};
    const auto packed = voice::pack(*read);
    if (!packed) throw std::runtime_error{key + packed.error().message()};
    return served_to_market(*packed);
}

}  // namespace

ServedVoice served_to_market(const voice::Pack& pack) {
    return served({own_name, "Giọng của chợ", ""}, pack.mp3, pack.marker_at, pack.clips);
}

Voices::Voices(std::span<const VoiceFolder> folders) {
    for (const auto& one : voice::builtin_voices())
        builtin_.push_back(std::make_shared<const ServedVoice>(
            served({one.name, one.label, accent_of(one.region)}, one.mp3, one.marker_at, one.clips)));
    for (const auto& folder : folders)
        configured_[folder.market] = std::make_shared<const ServedVoice>(loaded(folder));
}

std::string Voices::list(std::optional<MarketId> market) const {
    std::string list;
    const auto add = [&list](const ServedVoice& one) { list += (list.empty() ? "[" : ",") + one.listing; };
    const auto add_of = [&add, market](const Own& own) {
        const auto found = market ? own.find(*market) : own.end();
        if (found != own.end()) add(*found->second);
        return found != own.end();
    };
    if (!add_of(recorded_)) add_of(configured_);
    for (const auto& one : builtin_) add(*one);
    return list + "]";
}

const ServedVoice* Voices::find(std::string_view path) const {
    for (const auto& one : builtin_)
        if (one->path == path) return one.get();
    for (const auto* own : {&recorded_, &configured_})
        for (const auto& [market, one] : *own)
            if (one->path == path) return one.get();
    return nullptr;
}

std::shared_ptr<const Voices> CurrentVoices::now() const {
    const std::lock_guard lock{mutex_};
    return voices_;
}

template <class Change>
void CurrentVoices::change(Change change) {
    const std::lock_guard lock{mutex_};
    auto fresh = std::make_shared<Voices>(*voices_);
    change(*fresh);
    voices_ = std::move(fresh);
}

void CurrentVoices::replace(Voices voices) {
    change([&voices](Voices& fresh) {
        voices.recorded_ = fresh.recorded_;
        fresh = std::move(voices);
    });
}

void CurrentVoices::take_into_use(MarketId market, ServedVoice voice) {
    change([market, &voice](Voices& fresh) {
        fresh.recorded_[market] = std::make_shared<const ServedVoice>(std::move(voice));
    });
}

void CurrentVoices::take_back(MarketId market) {
    change([market](Voices& fresh) { fresh.recorded_.erase(market); });
}

}  // namespace choqr::gateway
