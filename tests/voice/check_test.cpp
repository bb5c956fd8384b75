#include "voice/check.hpp"

#include <fstream>

#include "sounds.hpp"
#include "support/catch.hpp"

using namespace choqr::voice;

namespace {

std::string names_of(const std::vector<Finding>& findings) {
    constexpr const char* names[] = {"missing",   "unreadable", "silent",  "clipped",
                                     "too quiet", "louder",     "quieter", "too long"};
    std::string text;
    for (const auto& [clip, fault, measured] : findings)
        text += (text.empty() ? "" : ", ") + std::string{clip->name} + " " + names[static_cast<int>(fault)];
    return text;
}

Samples clipped() {
    auto out = with_silence(pulses(250, 0.5), 150);
    std::fill_n(out.begin() + 4'000, 5, 1.0f);
    return out;
}

}  // namespace

TEST_CASE("check: a whole and even voice has no findings, and loads", "[voice][check]") {
    const Recordings recordings;
    CHECK(names_of(check_folder(recordings.path())).empty());
    NoVoice no_voice;
    CHECK(load_voice(recordings.path(), no_voice).has_value());
    CHECK(no_voice.why.empty());
}

TEST_CASE("check: each fault is found, and by how much", "[voice][check]") {
    const Recordings recordings;
    std::filesystem::remove(recordings.file("khong"));
    std::ofstream{recordings.file("mot")} << "no sound";
    REQUIRE(recordings.record("hai", Samples(20'000)));
    REQUIRE(recordings.record("ba", clipped()));
    REQUIRE(recordings.record("bon", with_silence(pulses(250, 0.01), 150)));
    REQUIRE(recordings.record("nam", with_silence(tone(250, 0.9), 150)));
    REQUIRE(recordings.record("sau", with_silence(pulses(250, 0.1), 150)));
    REQUIRE(recordings.record("bay", with_silence(pulses(1'200, 0.5), 150)));
    const auto findings = check_folder(recordings.path());
    CHECK(
        names_of(findings) ==
        "khong missing, mot unreadable, hai silent, ba clipped, bon too quiet, nam louder, sau quieter, bay "
        "too long");
    REQUIRE(findings.size() == 8);
    CHECK(findings[4].measured < static_cast<int>(quiet_dbfs));
    CHECK(findings[6].measured == 14);  // A fifth of the others' amplitude.
    CHECK(findings[7].measured >= 1'195);
}

TEST_CASE("check: a folder that is not there misses every clip", "[voice][check]") {
    const auto findings = check_folder("/nonexistent/voice");
    CHECK(findings.size() == clips().size());
    CHECK(std::ranges::all_of(findings, [](const Finding& one) { return one.fault == Fault::missing; }));
}

TEST_CASE("voice: a folder without one of the clips is no voice, and the sentence names it", "[voice]") {
    const Recordings recordings;
    std::filesystem::remove(recordings.file("tram"));
    REQUIRE(recordings.record("dong", Samples(20'000)));
    NoVoice no_voice;
    CHECK_FALSE(load_voice(recordings.path(), no_voice).has_value());
    CHECK(no_voice.why.find(recordings.file("tram") + " is no sound") != std::string::npos);
    CHECK(no_voice.why.find(recordings.file("dong") + " is silent") != std::string::npos);
    NoVoice nothing;
    CHECK_FALSE(load_voice("/nonexistent/voice", nothing).has_value());
    CHECK(nothing.why.find("and 77 more") != std::string::npos);
}
