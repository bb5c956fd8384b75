#include "voices/voice_file.hpp"

#include <charconv>

#include "base/encoding.hpp"

namespace choqr::gateway {
namespace {

constexpr std::string_view first_line = "choqr-voice/1";

/// What stands behind `name` in the next line.
std::optional<std::string_view> take_line(std::string_view& rest, std::string_view name) {
    const auto end = rest.find('\n');
    if (end == rest.npos) return std::nullopt;
    auto line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (!line.starts_with(name)) return std::nullopt;
    line.remove_prefix(name.size());
    if (!line.starts_with(' ')) return std::nullopt;
    return line.substr(1);
}

std::optional<std::uint32_t> number(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

std::optional<std::uint32_t> take_number(std::string_view& rest, std::string_view name) {
    const auto text = take_line(rest, name);
    return text ? number(*text) : std::nullopt;
}

/// "4410 9261": where a clip begins, and how long it is.
std::optional<voice::Extent> take_clip(std::string_view& rest, const voice::Clip& clip) {
    const auto line = take_line(rest, clip.name);
    const auto space = line ? line->find(' ') : std::string_view::npos;
    if (space == std::string_view::npos) return std::nullopt;
    const auto at = number(line->substr(0, space)), length = number(line->substr(space + 1));
    return at && length && *length > 0 ? std::optional{voice::Extent{*at, *length}} : std::nullopt;
}

}  // namespace

std::string voice_file_of(const VoiceInUse& voice) {
    std::string text{first_line};
    text += "\nof " + to_hex(voice.of.bytes()) + "\nmarker " + std::to_string(voice.pack.marker_at) + "\n";
    for (std::size_t i = 0; i < voice.pack.clips.size(); ++i) {
        const auto& [at, length] = voice.pack.clips[i];
        text.append(voice::clips()[i].name).append(" ").append(std::to_string(at));
        text.append(" ").append(std::to_string(length)).append("\n");
    }
    return text + "mp3 " + std::to_string(voice.pack.mp3.size()) + "\n" + voice.pack.mp3;
}

std::optional<VoiceInUse> read_voice_file(std::string_view bytes) {
    if (!bytes.starts_with(first_line) || bytes.substr(first_line.size(), 1) != "\n") return std::nullopt;
    bytes.remove_prefix(first_line.size() + 1);
    const auto hex = take_line(bytes, "of");
    const auto raw = hex ? from_lower_hex(*hex) : std::nullopt;
    const auto of = raw ? Hash::from_bytes(*raw) : std::nullopt;
    const auto marker = take_number(bytes, "marker");
    if (!of || !marker) return std::nullopt;
    VoiceInUse voice{{{}, *marker, {}}, *of};
    for (const auto& clip : voice::clips()) {
        const auto extent = take_clip(bytes, clip);
        if (!extent) return std::nullopt;
        voice.pack.clips.push_back(*extent);
    }
    const auto size = take_number(bytes, "mp3");
    if (!size || *size == 0 || bytes.size() != *size) return std::nullopt;
    voice.pack.mp3 = bytes;
    return voice;
}

}  // namespace choqr::gateway
