#pragma once

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <string>

#include "voice/audio_file.hpp"
#include "voice/clips.hpp"
#include "voice/samples.hpp"
#include "voice/voice.hpp"

// Sounds that a test makes, and a folder of them.

inline choqr::voice::Samples tone(int milliseconds, double peak, double hertz = 400) {
    choqr::voice::Samples out(choqr::voice::frames_of_ms(milliseconds));
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<float>(
            peak * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / choqr::voice::rate));
    return out;
}

/// As a voice is: a hundred short pulses a second, far higher than it is loud.
inline choqr::voice::Samples pulses(int milliseconds, double peak) {
    auto out = tone(milliseconds, peak, 900);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] *= std::exp(-static_cast<float>(i % (choqr::voice::rate / 100)) / 30.0f);
    return out;
}

inline choqr::voice::Samples with_silence(const choqr::voice::Samples& inside, int milliseconds) {
    choqr::voice::Samples out(choqr::voice::frames_of_ms(milliseconds));
    out.insert(out.end(), inside.begin(), inside.end());
    out.resize(out.size() + choqr::voice::frames_of_ms(milliseconds));
    return out;
}

/// Of samples below 1 % of full scale.
inline int longest_silence_ms(choqr::voice::SamplesView samples) {
    std::size_t longest = 0, run = 0;
    for (const float sample : samples) {
        run = std::abs(sample) < 0.01f ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return static_cast<int>(longest * 1'000 / choqr::voice::rate);
}

/// A folder of recordings for every clip; gone with the object.
class Recordings {
public:
    Recordings() {
        std::filesystem::create_directories(path_);
        for (const auto& clip : choqr::voice::clips()) record(clip.name, with_silence(pulses(250, 0.5), 150));
    }
    ~Recordings() { std::filesystem::remove_all(path_); }
    Recordings(const Recordings&) = delete;
    Recordings& operator=(const Recordings&) = delete;

    /// False if it was not written.
    bool record(std::string_view name, const choqr::voice::Samples& samples) const {
        return choqr::voice::write_wav_file(file(name), samples).has_value();
    }
    std::string file(std::string_view name) const { return path_ + "/" + std::string{name} + ".wav"; }
    const std::string& path() const { return path_; }

private:
    std::string path_ =
        std::filesystem::temp_directory_path() / ("choqr-voice-" + std::to_string(::getpid()));
};
