#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "voice/samples.hpp"

// Sound in files, by libsndfile and libsamplerate.
namespace choqr::voice {

enum class AudioErrc {
    unreadable = 1,  ///< No file, or not of a kind that libsndfile knows.
    too_long,        ///< More than a voice's longest file may hold.
    not_written,
};
Error make_error_code(AudioErrc code);

/// A recording as its machine made it.
struct Recording {
    Samples samples;  ///< One channel (the mean of all there are) at `rate`.
    /// Three samples and more in a row stand within 0.02 dB of full scale: it was too loud.
    bool clips = false;
};

/// Any file of at most 60 seconds. The bytes may be anybody's.
Result<Recording> read_audio(std::string_view bytes);
Result<Recording> read_audio_file(const std::string& path);

/// What a gateway was sent (wav.hpp): AudioErrc::unreadable unless it is of the one kind that it takes. Of
/// such a file read_audio() makes the same.
Result<Recording> read_recording(std::string_view wav);

/// 16 bits. Samples beyond full scale are held at it.
Result<void> write_wav_file(const std::string& path, SamplesView samples);
/// MPEG-2 layer III, one channel, 32 kbit/s.
Result<std::string> to_mp3(SamplesView samples);

}  // namespace choqr::voice

template <>
struct boost::system::is_error_code_enum<choqr::voice::AudioErrc> : std::true_type {};
