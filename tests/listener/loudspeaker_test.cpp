#include "listener/loudspeaker.hpp"

#include <mutex>

#include "builtin_voices/builtin.hpp"
#include "support/catch.hpp"
#include "voice/join.hpp"

using namespace choqr;
using namespace choqr::listener;

TEST_CASE("loudspeaker: each bell stands before its sentence, and none is clipped", "[listener]") {
    const auto voice = voice::load_builtin(voice::builtin_for(voice::Region::north));
    const std::string sentence = "Đã nhận, một nghìn đồng.";
    const auto plain = sound_of(voice, Bell::none, sentence);
    CHECK(plain == voice::join(voice, voice::steps_of(sentence)));
    for (const auto bell : {Bell::money, Bell::small, Bell::trial}) {
        const auto sound = sound_of(voice, bell, sentence);
        CHECK(voice::duration_ms(sound) > voice::duration_ms(plain) + 200);
        CHECK(voice::peak_dbfs(sound) < -0.5);
        CHECK(sound != sound_of(voice, bell == Bell::money ? Bell::small : Bell::money, sentence));
    }
}

TEST_CASE("loudspeaker: a device that is not there is said once, and nobody waits for it", "[listener]") {
    std::mutex mutex;
    std::vector<std::string> told;
    {
        Loudspeaker::Options options{.device = "choqr-no-such-device", .complain = {}};
        options.complain = [&](const std::string& why) {
            const std::lock_guard lock{mutex};
            told.push_back(why);
        };
        Loudspeaker loudspeaker{voice::load_builtin(voice::builtin_for(voice::Region::north)),
                                std::move(options)};
        for (int i = 0; i < 3; ++i) loudspeaker.say(Bell::money, "Đã nhận, một nghìn đồng.");
    }
    REQUIRE(told.size() == 1);
    CHECK(told.front().find("choqr-no-such-device") != std::string::npos);
}
