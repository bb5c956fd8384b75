#include "voice/audio_file.hpp"

#include <fstream>
#include <iterator>

#include "sounds.hpp"
#include "support/catch.hpp"

using namespace choqr::voice;
using Catch::Matchers::WithinAbs;

namespace {

/// A WAV of 16 bits as a recorder writes it.
std::string wav(int channels, int frames_per_second, const std::vector<std::int16_t>& samples) {
    std::string out = "RIFF....WAVEfmt ";
    const auto number = [&out](std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
    };
    const auto size = static_cast<std::uint32_t>(samples.size() * 2);
    number(16, 4), number(1, 2), number(static_cast<std::uint32_t>(channels), 2);
    number(static_cast<std::uint32_t>(frames_per_second), 4);
    number(static_cast<std::uint32_t>(frames_per_second * channels * 2), 4);
    number(static_cast<std::uint32_t>(channels * 2), 2), number(16, 2);
    out += "data", number(size, 4);
    for (const auto sample : samples) number(static_cast<std::uint16_t>(sample), 2);
    return out;
}

std::vector<std::int16_t> sine(int channels, int frames_per_second, int frames) {
    std::vector<std::int16_t> out;
    for (int i = 0; i < frames; ++i)
        for (int c = 0; c < channels; ++c)
            out.push_back(static_cast<std::int16_t>(
                10'000 * std::sin(2 * std::numbers::pi * 400 * i / frames_per_second)));
    return out;
}

}  // namespace

TEST_CASE("audio files: what phones record is one channel at our rate afterwards", "[voice][audio]") {
    for (const int from : {8'000, 22'050, 44'100, 48'000})
        for (const int channels : {1, 2}) {
            CAPTURE(from, channels);
            const auto read = read_audio(wav(channels, from, sine(channels, from, from)));
            REQUIRE(read.has_value());
            CHECK_THAT(static_cast<double>(duration_ms(read->samples)), WithinAbs(1'000, 2));
            CHECK_THAT(peak_dbfs(read->samples), WithinAbs(-10.3, 0.3));
            CHECK_FALSE(read->clips);
        }
}

TEST_CASE("audio files: three samples at full scale are a clipped recording, two are none",
          "[voice][audio]") {
    auto samples = sine(1, 22'050, 4'000);
    samples[2'000] = samples[2'001] = 32'767;
    CHECK_FALSE(read_audio(wav(1, 22'050, samples)).value().clips);
    samples[2'002] = -32'768;
    CHECK(read_audio(wav(1, 22'050, samples)).value().clips);
}

TEST_CASE("audio files: what is no sound is refused, whatever it promises", "[voice][audio]") {
    CHECK(read_audio("").error() == AudioErrc::unreadable);
    CHECK(read_audio("RIFF....WAVEfmt ").error() == AudioErrc::unreadable);
    CHECK(read_audio_file("/nonexistent.wav").error() == AudioErrc::unreadable);
    CHECK(read_audio(wav(1, 1, sine(1, 22'050, 100))).error() == AudioErrc::unreadable);
    CHECK(read_audio(wav(1, 8'000, std::vector<std::int16_t>(8'000 * 61, 100))).error() ==
          AudioErrc::too_long);
    const auto whole = wav(1, 22'050, sine(1, 22'050, 300));
    for (std::size_t size = 0; size < whole.size(); size += 7) {
        CAPTURE(size);
        const auto cut = read_audio(whole.substr(0, size));
        CHECK((!cut.has_value() || cut->samples.size() <= 300));
    }
}

TEST_CASE("audio files: what is written as WAV and as MP3 is read again", "[voice][audio]") {
    const Recordings recordings;
    const auto out = with_silence(tone(300, 0.5), 100);
    REQUIRE(write_wav_file(recordings.file("x"), out).has_value());
    const auto wave = read_audio_file(recordings.file("x"));
    REQUIRE(wave.has_value());
    CHECK(wave->samples.size() == out.size());
    CHECK(std::abs(wave->samples[5'000] - out[5'000]) < 0.0001f);
    const auto mp3 = to_mp3(out);
    REQUIRE(mp3.has_value());
    const auto read = read_audio(*mp3);
    REQUIRE(read.has_value());
    CHECK_THAT(loudness_dbfs(trimmed(read->samples)), WithinAbs(loudness_dbfs(trimmed(out)), 0.5));
    CHECK(write_wav_file("/nonexistent/x.wav", out).error() == AudioErrc::not_written);
}
