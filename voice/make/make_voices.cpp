// Speaks every clip with each of espeak-ng's Vietnamese voices and writes the voices as one C++ file.
//   make_voices OUT.cpp
// The same espeak-ng and libsndfile make the same bytes; nothing here is left to chance or to the clock.

#include <espeak-ng/speak_lib.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

#include "voice/clips.hpp"
#include "voice/pack.hpp"
#include "voice/voice.hpp"

using namespace choqr::voice;

namespace {

struct Engine {
    const char* name;    ///< As addresses and commands call the voice.
    const char* espeak;  ///< As espeak-ng does.
    const char* label;
    const char* region;
};
constexpr Engine engines[] = {{"north", "vi", "Miền Bắc", "north"},
                              {"south", "vi-vn-x-south", "Miền Nam", "south"},
                              {"central", "vi-vn-x-central", "Miền Trung", "south"}};

// Slower than espeak-ng's 175 words a minute, for a market; and with room above: at its usual 100 the engine
// itself cuts peaks off.
constexpr int words_a_minute = 150, amplitude = 50;
// Between the parts of a word (before the p of "kép") a voice is silent for up to 90 ms; joined from clips
// that sounds like a stumble.
constexpr int silence_within_ms = 15;

/// What the engine's callback adds to; it is told of none.
Samples spoken;

int take(short* wave, int count, espeak_EVENT*) {
    for (int i = 0; wave != nullptr && i < count; ++i) spoken.push_back(static_cast<float>(wave[i]) / 32'768);
    return 0;
}

void start_engine() {
    if (espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nullptr, espeakINITIALIZE_DONT_EXIT) != rate)
        throw std::runtime_error{
            "espeak-ng does not start, or speaks at another rate; is espeak-ng-data there?"};
    espeak_SetSynthCallback(take);
}

void choose(const Engine& engine) {
    if (espeak_SetVoiceByName(engine.espeak) != EE_OK)
        throw std::runtime_error{std::string{"espeak-ng has no voice "} + engine.espeak};
    espeak_SetParameter(espeakRATE, words_a_minute, 0);
    espeak_SetParameter(espeakVOLUME, amplitude, 0);
}

Samples speak(const Clip& clip) {
    const std::string text{clip.spoken};
    spoken.clear();
    if (espeak_Synth(text.c_str(), text.size() + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, nullptr,
                     nullptr) != EE_OK)
        throw std::runtime_error{"espeak-ng does not speak " + text};
    return without_long_silences(as_clip(spoken), silence_within_ms);
}

Pack voice_of(const Engine& engine) {
    choose(engine);
    std::vector<Samples> all;
    for (const auto& clip : clips()) {
        all.push_back(speak(clip));
        if (all.back().empty()) throw std::runtime_error{"espeak-ng is silent at " + std::string{clip.name}};
    }
    auto packed = pack(Voice{std::move(all)});
    if (!packed) throw std::runtime_error{packed.error().message()};
    return std::move(*packed);
}

/// Octal escapes of three digits, so that what follows is never taken into them.
void write_literal(std::ostream& out, const std::string& bytes) {
    char escape[5];
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i % 32 == 0) out << (i == 0 ? "    \"" : "\"\n    \"");
        std::snprintf(escape, sizeof escape, "\\%03o", static_cast<unsigned char>(bytes[i]));
        out << escape;
    }
    out << "\"";
}

void write_voice(std::ostream& out, const Engine& engine) {
    const auto pack = voice_of(engine);
    out << "constexpr Extent " << engine.name << "_clips[] = {";
    for (const auto& extent : pack.clips) out << "{" << extent.at << ", " << extent.length << "}, ";
    out << "};\nconstexpr std::string_view " << engine.name << "_mp3{\n";
    write_literal(out, pack.mp3);
    out << ", " << pack.mp3.size() << "};\n";
    out << "constexpr std::uint32_t " << engine.name << "_marker_at = " << pack.marker_at << ";\n";
}

void write_all(std::ostream& out) {
    out << "// Made by voice/make/make_voices.cpp.\n#include \"builtin_voices/builtin.hpp\"\n\n"
           "namespace choqr::voice {\nnamespace {\n";
    for (const auto& engine : engines) write_voice(out, engine);
    out << "constexpr BuiltinVoice voices[] = {\n";
    for (const auto& engine : engines)
        out << "    {\"" << engine.name << "\", \"" << engine.label << "\", Region::" << engine.region << ", "
            << engine.name << "_mp3, " << engine.name << "_marker_at, " << engine.name << "_clips},\n";
    out << "};\n}  // namespace\n\nstd::span<const BuiltinVoice> builtin_voices() { return voices; }\n\n"
           "}  // namespace choqr::voice\n";
}

}  // namespace

int main(int count, char** words) try {
    if (count != 2) throw std::runtime_error{"usage: make_voices OUT.cpp"};
    start_engine();
    std::ofstream out{words[1], std::ios::binary};
    write_all(out);
    espeak_Terminate();
    out.close();
    return out ? 0 : throw std::runtime_error{std::string{words[1]} + ": cannot be written"};
} catch (const std::exception& error) {
    std::cerr << "make_voices: " << error.what() << '\n';
    return 1;
}
