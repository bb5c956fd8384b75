#include "voice/audio_file.hpp"

#include <samplerate.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

#include "voice/wav.hpp"

namespace choqr::voice {
namespace {

// Boost's category has no virtual destructor by intent: categories are static and never deleted through the
// base.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class Category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "audio"; }
    std::string message(int code) const override {
        switch (static_cast<AudioErrc>(code)) {
            case AudioErrc::unreadable:
                return "is no sound that can be read";
            case AudioErrc::too_long:
                return "is longer than a minute";
            case AudioErrc::not_written:
                return "cannot be written";
        }
        return "audio";
    }
};
#pragma GCC diagnostic pop

constexpr sf_count_t seconds_max = 60;
constexpr int source_rate_max = 192'000, channels_max = 8;

struct Close {
    void operator()(SNDFILE* file) const { sf_close(file); }
};
using File = std::unique_ptr<SNDFILE, Close>;

/// Bytes that libsndfile reads and writes as if they were a file.
struct Memory {
    std::string bytes;
    std::size_t at = 0;
};
Memory& memory_of(void* user) { return *static_cast<Memory*>(user); }

sf_count_t seek(sf_count_t offset, int whence, void* user) {
    auto& memory = memory_of(user);
    const auto size = static_cast<sf_count_t>(memory.bytes.size());
    const auto from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? static_cast<sf_count_t>(memory.at) : size;
    if (from + offset < 0 || from + offset > size) return -1;
    memory.at = static_cast<std::size_t>(from + offset);
    return from + offset;
}
sf_count_t read(void* to, sf_count_t count, void* user) {
    auto& memory = memory_of(user);
    const auto size = std::min(static_cast<std::size_t>(count), memory.bytes.size() - memory.at);
    std::memcpy(to, memory.bytes.data() + memory.at, size);
    memory.at += size;
    return static_cast<sf_count_t>(size);
}
sf_count_t write(const void* from, sf_count_t count, void* user) {
    auto& memory = memory_of(user);
    const auto size = static_cast<std::size_t>(count);
    memory.bytes.resize(std::max(memory.bytes.size(), memory.at + size));
    std::memcpy(memory.bytes.data() + memory.at, from, size);
    memory.at += size;
    return count;
}
SF_VIRTUAL_IO in_memory{[](void* user) { return static_cast<sf_count_t>(memory_of(user).bytes.size()); },
                        seek, read, write,
                        [](void* user) { return static_cast<sf_count_t>(memory_of(user).at); }};

bool clips(SamplesView samples) {
    constexpr int run_max = 2;
    constexpr float full = 32'700.0f / 32'768.0f;  // Dither roughens a clipped top a little.
    int run = 0;
    for (const float sample : samples) {
        run = std::abs(sample) >= full ? run + 1 : 0;
        if (run > run_max) return true;
    }
    return false;
}

Samples mixed(const Samples& frames, std::size_t channels) {
    Samples out(frames.size() / channels);
    for (std::size_t i = 0; i < out.size(); ++i) {
        for (std::size_t c = 0; c < channels; ++c) out[i] += frames[i * channels + c];
        out[i] /= static_cast<float>(channels);
    }
    return out;
}

Result<Samples> resampled(const Samples& samples, int from) {
    if (from == rate) return samples;
    const double ratio = double{rate} / from;
    Samples out(static_cast<std::size_t>(static_cast<double>(samples.size()) * ratio) + 1);
    SRC_DATA data{};
    data.data_in = samples.data();
    data.input_frames = static_cast<long>(samples.size());
    data.data_out = out.data();
    data.output_frames = static_cast<long>(out.size());
    data.src_ratio = ratio;
    if (src_simple(&data, SRC_SINC_MEDIUM_QUALITY, 1) != 0) return AudioErrc::unreadable;
    out.resize(static_cast<std::size_t>(data.output_frames_gen));
    return out;
}

/// A header may promise more frames than there are bytes: memory grows with what is read.
Result<Samples> frames_of(SNDFILE* file, const SF_INFO& info) {
    const auto frames_max = seconds_max * info.samplerate;
    Samples frames, block(static_cast<std::size_t>(4'096 * info.channels));
    for (sf_count_t all = 0;;) {
        const auto got = sf_readf_float(file, block.data(), 4'096);
        if (got <= 0) return frames;
        if ((all += got) > frames_max) return AudioErrc::too_long;
        frames.insert(frames.end(), block.begin(), block.begin() + got * info.channels);
    }
}

Result<Recording> recording_of(SNDFILE* file, const SF_INFO& info) {
    const bool usual = info.channels >= 1 && info.channels <= channels_max && info.samplerate >= 4'000 &&
                       info.samplerate <= source_rate_max;
    if (file == nullptr || !usual) return AudioErrc::unreadable;
    const auto frames = frames_of(file, info);
    if (!frames) return frames.error();
    // A file of floating-point numbers may hold what is none.
    if (!std::ranges::all_of(*frames, [](float sample) { return std::abs(sample) <= 1'000; }))
        return AudioErrc::unreadable;
    const auto mono = mixed(*frames, static_cast<std::size_t>(info.channels));
    auto samples = resampled(mono, info.samplerate);
    if (!samples) return samples.error();
    return Recording{std::move(*samples), clips(*frames)};
}

File open_for_writing(SF_INFO& info, int format, Memory& memory) {
    info.samplerate = rate;
    info.channels = 1;
    info.format = format;
    return File{sf_open_virtual(&in_memory, SFM_WRITE, &info, &memory)};
}

bool write_all(SNDFILE* file, SamplesView samples) {
    const auto count = static_cast<sf_count_t>(samples.size());
    return sf_writef_float(file, samples.data(), count) == count;
}

}  // namespace

Error make_error_code(AudioErrc code) {
    static const Category category;
    return {static_cast<int>(code), category};
}

Result<Recording> read_audio(std::string_view bytes) {
    Memory memory{std::string{bytes}};
    SF_INFO info{};
    const File file{sf_open_virtual(&in_memory, SFM_READ, &info, &memory)};
    return recording_of(file.get(), info);
}

Result<Recording> read_audio_file(const std::string& path) {
    SF_INFO info{};
    const File file{sf_open(path.c_str(), SFM_READ, &info)};
    return recording_of(file.get(), info);
}

Result<Recording> read_recording(std::string_view bytes) {
    const auto wav = read_wav(bytes);
    if (!wav) return AudioErrc::unreadable;
    Samples samples;
    samples.reserve(wav->frames.size());
    for (const auto frame : wav->frames) samples.push_back(static_cast<float>(frame) / 32'768.0f);
    const bool is_clipped = clips(samples);
    auto at_our_rate = resampled(samples, wav->rate);
    if (!at_our_rate) return at_our_rate.error();
    return Recording{std::move(*at_our_rate), is_clipped};
}

Result<void> write_wav_file(const std::string& path, SamplesView samples) {
    SF_INFO info{};
    info.samplerate = rate;
    info.channels = 1;
    info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
    const File file{sf_open(path.c_str(), SFM_WRITE, &info)};
    if (!file) return AudioErrc::not_written;
    sf_command(file.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
    if (!write_all(file.get(), samples)) return AudioErrc::not_written;
    sf_write_sync(file.get());
    return {};
}

Result<std::string> to_mp3(SamplesView samples) {
    Memory memory;
    SF_INFO info{};
    auto file = open_for_writing(info, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, memory);
    if (!file) return AudioErrc::not_written;
    int mode = SF_BITRATE_MODE_CONSTANT;
    double compression = 0.85;  // Of 8 to 160 kbit/s: 32.
    sf_command(file.get(), SFC_SET_BITRATE_MODE, &mode, sizeof mode);
    sf_command(file.get(), SFC_SET_COMPRESSION_LEVEL, &compression, sizeof compression);
    if (!write_all(file.get(), samples)) return AudioErrc::not_written;
    file.reset();  // The last frames are written now.
    return std::move(memory.bytes);
}

}  // namespace choqr::voice
