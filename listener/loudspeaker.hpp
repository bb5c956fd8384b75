#pragma once

#include <functional>
#include <memory>
#include <string>

#include "listener/announcer.hpp"
#include "voice/voice.hpp"

namespace choqr::listener {

/// Plays on an ALSA device in a thread of its own: say() never waits. Without a device it says so once, and
/// tries again with each sentence. Any thread.
class Loudspeaker {
public:
    struct Options {
        std::string device = "default";                    ///< As ALSA names it.
        int volume = 100;                                  ///< Percent.
        std::function<void(const std::string&)> complain;  ///< From the thread that plays.
    };
    Loudspeaker(voice::Voice voice, Options options);
    /// Lets what is being said end, at most two seconds long.
    ~Loudspeaker();

    void say(Bell bell, std::string sentence);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// What is played: the bell, then the sentence. Pure.
voice::Samples sound_of(const voice::Voice& voice, Bell bell, const std::string& sentence);

}  // namespace choqr::listener
