#pragma once

#include <span>
#include <vector>

// Sound as numbers. Pure.
namespace choqr::voice {

/// Frames a second of every sound here: what espeak-ng makes, and enough for speech.
inline constexpr int rate = 22'050;

/// One channel at `rate`, -1 to 1.
using Samples = std::vector<float>;
using SamplesView = std::span<const float>;

/// Whole milliseconds, rounded down.
int duration_ms(SamplesView samples);
constexpr std::size_t frames_of_ms(int milliseconds) {
    return static_cast<std::size_t>(milliseconds) * rate / 1'000;
}

/// The largest sample in dBFS: 0 is full scale. -120 for silence.
double peak_dbfs(SamplesView samples);

/// How loud speech is, in dBFS: the mean square over blocks of 20 ms that overlap by half, of which those
/// more than 10 dB below the mean of all are left out (the relative gate of ITU-R BS.1770, without its
/// frequency weighting: a telephone's loudspeaker has another one anyway). -120 for silence.
double loudness_dbfs(SamplesView samples);

/// Without the silence at both ends: what is quieter than the loudest 5 ms by more than 35 dB. Empty for
/// silence.
SamplesView trimmed(SamplesView samples);

/// As loud as `loudness` dBFS within 0.1 dB where that can be, with no sample above `ceiling` dBFS: peaks are
/// bent softly below it, since the few highest of a voice would else keep all of it quiet.
Samples levelled(SamplesView samples, double loudness, double ceiling);

/// Silences inside that are longer than `longest_ms` (quieter than the loudest 5 ms by more than 35 dB) are
/// cut down to it.
Samples without_long_silences(SamplesView samples, int longest_ms);

}  // namespace choqr::voice
