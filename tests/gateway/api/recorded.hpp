#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>

namespace choqr::gateway_test {

inline void put_number(std::string& bytes, std::uint32_t number, int size) {
    for (int i = 0; i < size; ++i) bytes += static_cast<char>((number >> (8 * i)) & 0xff);
}

/// A file as pages send it.
inline std::string wav_file(const std::string& frames, std::uint32_t rate, std::uint32_t channels = 1) {
    std::string bytes = "RIFF";
    put_number(bytes, 36 + static_cast<std::uint32_t>(frames.size()), 4);
    bytes += "WAVEfmt ";
    put_number(bytes, 16, 4);
    put_number(bytes, 1, 2);
    put_number(bytes, channels, 2);
    put_number(bytes, rate, 4);
    put_number(bytes, 2 * channels * rate, 4);
    put_number(bytes, 2 * channels, 2);
    put_number(bytes, 16, 2);
    bytes += "data";
    put_number(bytes, static_cast<std::uint32_t>(frames.size()), 4);
    return bytes + frames;
}

/// A hundred short pulses a second between silences, as a voice is: far higher than it is loud.
inline std::string recorded(int milliseconds, double peak, std::uint32_t rate = 48'000, double hertz = 900) {
    const auto silent = rate / 10, sounding = rate / 1'000 * static_cast<std::uint32_t>(milliseconds);
    std::string frames;
    for (std::uint32_t i = 0; i < sounding + 2 * silent; ++i) {
        const bool sounds = i >= silent && i < silent + sounding;
        const double decay = std::exp(-static_cast<double>(i % (rate / 100)) * 735.0 / rate);
        const double wave = std::sin(2 * std::numbers::pi * hertz * i / rate);
        const auto sample =
            sounds ? std::lround(32'767 * std::min(1.0, std::max(-1.0, peak * wave * decay))) : 0;
        put_number(frames, static_cast<std::uint32_t>(sample), 2);
    }
    return wav_file(frames, rate);
}

}  // namespace choqr::gateway_test
