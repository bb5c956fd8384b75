#include "voices/recordings.hpp"

#include "voice/audio_file.hpp"
#include "voice/voice.hpp"
#include "voice/wav.hpp"
#include "voices/voice_file.hpp"
#include "world/directory.hpp"

namespace choqr::gateway {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view voice_file = "voice";

std::string name_of(const voice::Clip& clip) { return std::string{clip.name} + ".wav"; }

/// Also where the process has no umask of its own.
Result<std::unique_ptr<world::PosixDirectory>> open_private(const std::string& path) {
    auto directory = world::PosixDirectory::open_or_create(path);
    if (!directory) return directory;
    std::error_code error;
    fs::permissions(path, fs::perms::owner_all, error);
    if (error) return Error{error.value(), boost::system::generic_category()};
    return directory;
}

Result<std::string> read_file(const std::string& folder, std::string_view name) {
    const auto directory = world::PosixDirectory::open(folder);
    if (!directory) return directory.error();
    return (*directory)->read_file(name);
}

Result<void> remove_file(const std::string& folder, std::string_view name) {
    const auto directory = world::PosixDirectory::open(folder);
    if (!directory) return directory.error();
    if (const auto removed = (*directory)->remove(name); !removed) return removed;
    return (*directory)->sync();
}

/// What a full disk left of it takes up no more room.
Result<void> replace_file(world::Directory& directory, const std::string& name, std::string_view bytes) {
    auto replaced = directory.replace_file(name, bytes, world::Permission::owner_only);
    if (!replaced) static_cast<void>(directory.remove(name + ".tmp"));
    return replaced;
}

Hash digest_of(const auto& clips) {
    Sha256 all;
    for (const auto& one : clips) all.update(one.hash.bytes());
    return all.finish();
}

}  // namespace

void Recordings::measure(MarketId market, const voice::Clip& clip, Looked& looked) const {
    looked.measured.fault = voice::Fault::unreadable;
    if (looked.bytes > voice::recording_bytes_max) return;
    const auto wav = read(market, clip);
    if (!wav) return;
    looked.measured = voice::measure(voice::read_recording(*wav));
    looked.hash = sha256(*wav);
}

// A file that somebody has put there by hand is seen, too.
const Recordings::Clips& Recordings::look(MarketId market) {
    auto& clips = looked_[market];
    clips.resize(voice::clips().size());
    for (std::size_t i = 0; i < clips.size(); ++i) {
        const auto path = voice::file_of(folder_of(market), voice::clips()[i]);
        std::error_code none;
        const auto bytes = fs::file_size(path, none);
        const auto written = none ? fs::file_time_type{} : fs::last_write_time(path, none);
        if (none) {
            clips[i] = {};
        } else if (clips[i].bytes != bytes || clips[i].written != written) {
            clips[i] = {written, bytes, {}, {}};
            measure(market, voice::clips()[i], clips[i]);
        }
    }
    return clips;
}

std::vector<voice::Measured> Recordings::measured(MarketId market) {
    const std::lock_guard lock{mutex_};
    std::vector<voice::Measured> all;
    all.reserve(voice::clips().size());
    for (const auto& one : look(market)) all.push_back(one.measured);
    return all;
}

Hash Recordings::digest(MarketId market) {
    const std::lock_guard lock{mutex_};
    return digest_of(look(market));
}

Result<std::string> Recordings::read(MarketId market, const voice::Clip& clip) const {
    return read_file(folder_of(market), name_of(clip));
}

Result<void> Recordings::keep(MarketId market, const voice::Clip& clip, std::string_view wav) {
    const std::lock_guard lock{mutex_};
    if (const auto all = open_private(folder_); !all) return all.error();
    const auto directory = open_private(folder_of(market));
    if (!directory) return directory.error();
    if (const auto looked = looked_.find(market); looked != looked_.end())
        looked->second[voice::index_of(clip)] = {};
    return replace_file(**directory, name_of(clip), wav);
}

Result<void> Recordings::remove(MarketId market, const voice::Clip& clip) {
    const std::lock_guard lock{mutex_};
    return remove_file(folder_of(market), name_of(clip));
}

Result<VoiceInUse> Recordings::make_voice(MarketId market, const Clips& clips) const {
    std::vector<voice::Samples> samples;
    for (const auto& clip : voice::clips()) {
        const auto wav = read(market, clip);
        if (!wav) return wav.error();
        const auto recording = voice::read_recording(*wav);
        if (!recording) return recording.error();
        samples.push_back(voice::as_clip(recording->samples));
        if (samples.back().empty()) return voice::AudioErrc::unreadable;
    }
    auto packed = voice::pack(voice::Voice{std::move(samples)});
    if (!packed) return packed.error();
    return VoiceInUse{std::move(*packed), digest_of(clips)};
}

Result<std::vector<voice::Finding>> Recordings::take_into_use(MarketId market) {
    const std::lock_guard lock{mutex_};
    const auto& clips = look(market);
    std::vector<voice::Measured> all;
    all.reserve(clips.size());
    for (const auto& one : clips) all.push_back(one.measured);
    auto findings = voice::findings_of(all);
    if (!findings.empty()) return findings;
    auto made = make_voice(market, clips);
    if (!made) return made.error();
    const auto directory = open_private(folder_of(market));
    if (!directory) return directory.error();
    const auto kept = replace_file(**directory, std::string{voice_file}, voice_file_of(*made));
    if (!kept) return kept.error();
    voices_.take_into_use(market, served_to_market(made->pack));
    return findings;
}

Result<void> Recordings::take_back(MarketId market) {
    const std::lock_guard lock{mutex_};
    const auto removed = remove_file(folder_of(market), voice_file);
    if (!removed && removed.error() != world::disk_errc::missing) return removed;
    voices_.take_back(market);
    return {};
}

std::optional<VoiceInUse> Recordings::in_use(MarketId market) const {
    const auto bytes = read_file(folder_of(market), voice_file);
    return bytes ? read_voice_file(*bytes) : std::nullopt;
}

std::vector<MarketId> Recordings::load() {
    const std::lock_guard lock{mutex_};
    std::vector<MarketId> unusable;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator{folder_, error}) {
        const auto market = MarketId::parse(entry.path().filename().string());
        if (!market || !fs::exists(entry.path() / voice_file, error)) continue;
        if (const auto voice = in_use(*market))
            voices_.take_into_use(*market, served_to_market(voice->pack));
        else
            unusable.push_back(*market);
    }
    return unusable;
}

}  // namespace choqr::gateway
