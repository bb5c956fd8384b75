#include "voice/samples.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace choqr::voice {
namespace {

constexpr double silence_dbfs = -120;
constexpr double quiet_db = -35;  // A voice's last 5 ms fade below it, and a soft consonant does not.

double db_of_power(double power) { return power <= 1e-12 ? silence_dbfs : 10 * std::log10(power); }
double amplitude_of(double db) { return std::pow(10, db / 20); }

double mean_square(SamplesView samples) {
    if (samples.empty()) return 0;
    double sum = 0;
    for (const float sample : samples) sum += double{sample} * sample;
    return sum / static_cast<double>(samples.size());
}

/// The mean squares of blocks, of which the last is whole; one block if there is less than one.
std::vector<double> block_powers(SamplesView samples, std::size_t size, std::size_t step) {
    std::vector<double> powers;
    for (std::size_t at = 0; at + size <= samples.size(); at += step)
        powers.push_back(mean_square(samples.subspan(at, size)));
    if (powers.empty()) powers.push_back(mean_square(samples));
    return powers;
}

double mean_of_those_above(const std::vector<double>& powers, double least) {
    double sum = 0, count = 0;
    for (const double power : powers)
        if (power >= least) {
            sum += power;
            ++count;
        }
    return count == 0 ? 0 : sum / count;
}

constexpr std::size_t window = frames_of_ms(5);

/// For each whole 5 ms whether they are quiet.
std::vector<bool> quiet_windows(SamplesView samples) {
    const auto powers = block_powers(samples, window, window);
    const double limit = *std::ranges::max_element(powers) * std::pow(10, quiet_db / 10);
    std::vector<bool> quiet;
    quiet.reserve(powers.size());
    for (const double power : powers) quiet.push_back(power <= limit);
    return quiet;
}

constexpr double knee = 0.5;  // Samples above half of the ceiling are bent.

float bent(double sample, double ceiling) {
    const double size = std::abs(sample), from = knee * ceiling, room = ceiling - from;
    if (size <= from) return static_cast<float>(sample);
    return static_cast<float>(std::copysign(from + room * std::tanh((size - from) / room), sample));
}

}  // namespace

int duration_ms(SamplesView samples) { return static_cast<int>(samples.size() * 1'000 / rate); }

double peak_dbfs(SamplesView samples) {
    float peak = 0;
    for (const float sample : samples) peak = std::max(peak, std::abs(sample));
    return db_of_power(double{peak} * peak);
}

double loudness_dbfs(SamplesView samples) {
    const auto powers = block_powers(samples, frames_of_ms(20), frames_of_ms(10));
    const double mean = mean_of_those_above(powers, 0);
    return db_of_power(mean_of_those_above(powers, mean / 10));
}

SamplesView trimmed(SamplesView samples) {
    if (peak_dbfs(samples) <= silence_dbfs) return {};
    const auto quiet = quiet_windows(samples);
    const auto first = std::ranges::find(quiet, false) - quiet.begin();
    const auto last = quiet.end() - std::find(quiet.rbegin(), quiet.rend(), false).base();
    const auto end = std::min(samples.size(), (quiet.size() - static_cast<std::size_t>(last)) * window);
    return samples.first(end).subspan(static_cast<std::size_t>(first) * window);
}

Samples levelled(SamplesView samples, double loudness, double ceiling) {
    Samples out(samples.begin(), samples.end());
    double gain = amplitude_of(loudness - loudness_dbfs(samples));
    for (int round = 0; round < 8; ++round) {  // Bending takes some loudness away, which the next one adds.
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = bent(samples[i] * gain, amplitude_of(ceiling));
        gain *= amplitude_of(loudness - loudness_dbfs(out));
    }
    return out;
}

Samples without_long_silences(SamplesView samples, int longest_ms) {
    const auto quiet = quiet_windows(samples);
    const auto longest = frames_of_ms(longest_ms);
    Samples out;
    std::size_t silent = 0;
    for (std::size_t at = 0; at < samples.size(); at += window) {
        const auto part = samples.subspan(at, std::min(window, samples.size() - at));
        silent = at / window < quiet.size() && quiet[at / window] ? silent + part.size() : 0;
        if (silent <= longest) out.insert(out.end(), part.begin(), part.end());
    }
    return out;
}

}  // namespace choqr::voice
