#include "listener/loudspeaker.hpp"

#include <alsa/asoundlib.h>

#include <atomic>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <numbers>
#include <span>
#include <thread>
#include <vector>

#include "voice/join.hpp"

namespace choqr::listener {
namespace {

struct Tone {
    double hertz;
    int milliseconds;
};
constexpr double bell_peak = 0.5;
constexpr int pause_ms = 120;
/// More than wait is not said late: who hears it would take it for what comes now.
constexpr std::size_t waiting_max = 200;
constexpr unsigned latency_us = 300'000;

// As the pages ring: two bells for money, one low buzz for what is less than it looks.
std::vector<Tone> tones_of(Bell bell) {
    switch (bell) {
        case Bell::none:
            return {};
        case Bell::money:
            return {{1'047, 140}, {1'568, 260}};
        case Bell::small:
            return {{220, 350}, {180, 450}};
        case Bell::trial:
            return {{1'047, 120}};
    }
    return {};
}

void append(voice::Samples& out, const Tone& tone) {
    const auto length = voice::frames_of_ms(tone.milliseconds);
    for (std::size_t i = 0; i < length; ++i) {
        const auto at = static_cast<double>(i) / voice::rate;
        const auto fading = std::exp(-4.0 * static_cast<double>(i) / static_cast<double>(length));
        out.push_back(
            static_cast<float>(bell_peak * fading * std::sin(2 * std::numbers::pi * tone.hertz * at)));
    }
}

std::vector<std::int16_t> as_pcm(voice::SamplesView samples, int volume) {
    std::vector<std::int16_t> pcm;
    pcm.reserve(samples.size());
    for (const auto sample : samples)
        pcm.push_back(
            static_cast<std::int16_t>(std::lround(sample * 32'767.0f * static_cast<float>(volume) / 100)));
    return pcm;
}

void say_nothing(const char*, int, const char*, int, const char*, ...) {}

/// An ALSA device that is open, or is not.
class Device {
public:
    explicit Device(std::string name) : name_{std::move(name)} {}
    ~Device() { close(); }
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    /// 0, or ALSA's error; then it is closed, and opened anew with the next sound.
    int play(std::span<const std::int16_t> pcm, const std::atomic<bool>& stop) {
        if (const int failed = open(); failed < 0) return failed;
        while (!pcm.empty() && !stop) {
            const auto portion = std::min<std::size_t>(pcm.size(), voice::rate / 10);
            auto written = ::snd_pcm_writei(pcm_, pcm.data(), portion);
            if (written < 0) written = ::snd_pcm_recover(pcm_, static_cast<int>(written), 1);
            if (written < 0) {
                close();
                return static_cast<int>(written);
            }
            pcm = pcm.subspan(static_cast<std::size_t>(written));
        }
        return 0;
    }
    void drain() {
        if (pcm_ != nullptr) ::snd_pcm_drain(pcm_);
    }

private:
    int open() {
        if (pcm_ != nullptr) return ::snd_pcm_prepare(pcm_);
        int result = ::snd_pcm_open(&pcm_, name_.c_str(), SND_PCM_STREAM_PLAYBACK, 0);
        if (result >= 0)
            result = ::snd_pcm_set_params(pcm_, SND_PCM_FORMAT_S16, SND_PCM_ACCESS_RW_INTERLEAVED, 1,
                                          voice::rate, 1, latency_us);
        if (result < 0) close();
        return result;
    }
    void close() {
        if (pcm_ != nullptr) ::snd_pcm_close(pcm_);
        pcm_ = nullptr;
    }

    std::string name_;
    snd_pcm_t* pcm_ = nullptr;
};

}  // namespace

voice::Samples sound_of(const voice::Voice& voice, Bell bell, const std::string& sentence) {
    voice::Samples out;
    for (const auto& tone : tones_of(bell)) append(out, tone);
    if (!out.empty()) out.resize(out.size() + voice::frames_of_ms(pause_ms));
    const auto said = voice::join(voice, voice::steps_of(sentence));
    out.insert(out.end(), said.begin(), said.end());
    return out;
}

struct Loudspeaker::State {
    State(voice::Voice chosen, Options given)
        : voice{std::move(chosen)}, options{std::move(given)}, device{options.device} {}

    struct Waiting {
        Bell bell;
        std::string sentence;
    };

    void run() {
        for (;;) {
            std::unique_lock lock{mutex};
            changed.wait(lock, [this] { return ending || !waiting.empty(); });
            if (waiting.empty()) break;
            auto next = std::move(waiting.front());
            waiting.pop_front();
            lock.unlock();
            play(next);
        }
        device.drain();
    }
    void play(const Waiting& next) {
        const auto failed =
            device.play(as_pcm(sound_of(voice, next.bell, next.sentence), options.volume), cut);
        const bool fails = failed < 0;
        if (fails && !was_failing)
            options.complain("no sound: " + options.device + ": " + std::string{::snd_strerror(failed)});
        if (!fails && was_failing) options.complain("sound again: " + options.device);
        was_failing = fails;
    }

    const voice::Voice voice;
    const Options options;
    Device device;  ///< Of the thread that plays, as the next one.
    bool was_failing = false;
    std::atomic<bool> cut{false};
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Waiting> waiting;  ///< Guarded by mutex, as the next one.
    bool ending = false;
    std::thread thread;
};

Loudspeaker::Loudspeaker(voice::Voice voice, Options options)
    : state_{std::make_unique<State>(std::move(voice), std::move(options))} {
    ::snd_lib_error_set_handler(&say_nothing);  // One sentence of ours is enough.
    state_->thread = std::thread{[state = state_.get()] { state->run(); }};
}

Loudspeaker::~Loudspeaker() {
    {
        const std::lock_guard lock{state_->mutex};
        state_->ending = true;
        while (state_->waiting.size() > 1) state_->waiting.pop_back();
    }
    state_->changed.notify_all();
    state_->thread.join();
}

void Loudspeaker::say(Bell bell, std::string sentence) {
    {
        const std::lock_guard lock{state_->mutex};
        if (state_->waiting.size() >= waiting_max) state_->waiting.pop_front();
        state_->waiting.push_back({bell, std::move(sentence)});
    }
    state_->changed.notify_all();
}

}  // namespace choqr::listener
