#include "voice/join.hpp"

#include "builtin_voices/builtin.hpp"
#include "sounds.hpp"
#include "support/catch.hpp"
#include "voice/pack.hpp"
#include "voice/sentences.hpp"

using namespace choqr;
using namespace choqr::voice;
using Catch::Matchers::WithinAbs;

namespace {

/// Every clip a tone, each of its own length.
Voice tones() {
    std::vector<Samples> all;
    for (std::size_t i = 0; i < clips().size(); ++i) all.push_back(tone(100 + static_cast<int>(i), 0.5));
    return Voice{std::move(all)};
}

int length_of(const Voice& voice, const char* name) {
    return static_cast<int>(voice.clip(*find_clip(name)).size());
}

/// Silences of at least 20 ms, where samples stay below 1 % of full scale.
std::size_t silences_in(SamplesView samples) {
    std::size_t count = 0, run = 0;
    for (const float sample : samples) {
        run = std::abs(sample) < 0.01f ? run + 1 : 0;
        if (run == frames_of_ms(20)) ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("join: clips overlap, and only a comma or a full stop is a pause", "[voice][join]") {
    const auto voice = tones();
    const auto overlap = static_cast<int>(frames_of_ms(overlap_ms));
    const auto joined = join(voice, steps_of("một trăm nghìn đồng"));
    const auto sum = length_of(voice, "mot") + length_of(voice, "tram") + length_of(voice, "nghin") +
                     length_of(voice, "dong");
    CHECK(static_cast<int>(joined.size()) == sum - 3 * overlap);
    CHECK(silences_in(joined) == 0);
    const auto with_comma = join(voice, steps_of("Đã nhận, một đồng."));
    CHECK(silences_in(with_comma) == 1);
    CHECK_THAT(static_cast<double>(longest_silence_ms(with_comma)), WithinAbs(comma_ms, 3));
    CHECK(silences_in(join(voice, steps_of("Chú ý! Chỉ hai đồng. Dưới một nghìn đồng."))) == 2);
    CHECK(join(voice, {}).empty());
}

TEST_CASE("join: two equal tones are never louder together than one", "[voice][join]") {
    CHECK(peak_dbfs(join(tones(), steps_of("một một một"))) <= peak_dbfs(tone(100, 0.5)) + 0.1);
}

TEST_CASE("pack: what is packed is found again wherever the decoder begins", "[voice][pack]") {
    const auto voice = tones();
    const auto packed = pack(voice);
    REQUIRE(packed.has_value());
    const auto unpacked = unpack(packed->mp3, packed->marker_at, packed->clips);
    REQUIRE(unpacked.has_value());
    for (const auto& clip : clips()) {
        CAPTURE(clip.name);
        REQUIRE(unpacked->clip(clip).size() == voice.clip(clip).size());
        CHECK_THAT(loudness_dbfs(unpacked->clip(clip)), WithinAbs(loudness_dbfs(voice.clip(clip)), 1));
        // A tone that begins 2 ms late or early would be quieter at one of its ends.
        CHECK(trimmed(unpacked->clip(clip)).size() + frames_of_ms(11) >= voice.clip(clip).size());
    }
}

TEST_CASE("pack: what is no voice is refused", "[voice][pack]") {
    const auto packed = pack(tones());
    REQUIRE(packed.has_value());
    CHECK_FALSE(unpack("no sound", packed->marker_at, packed->clips).has_value());
    CHECK_FALSE(
        unpack(packed->mp3.substr(0, packed->mp3.size() / 2), packed->marker_at, packed->clips).has_value());
    CHECK_FALSE(unpack(packed->mp3, packed->marker_at, {}).has_value());
    auto beyond = packed->clips;
    beyond.back().at = 0xffff'fff0u;
    CHECK_FALSE(unpack(packed->mp3, packed->marker_at, beyond).has_value());
    const auto silence = to_mp3(Samples(50'000));
    REQUIRE(silence.has_value());
    CHECK_FALSE(unpack(*silence, packed->marker_at, packed->clips).has_value());
}

TEST_CASE("builtin: the program's voices are small, equally loud and joined without a gap",
          "[voice][builtin]") {
    CHECK(builtin_voices().size() == 3);
    for (const auto& one : builtin_voices()) {
        CAPTURE(one.name);
        CHECK(one.mp3.size() < 200'000);
        const auto voice = load_builtin(one);
        for (const auto& clip : clips()) {
            CAPTURE(clip.name);
            CHECK_THAT(loudness_dbfs(voice.clip(clip)), WithinAbs(clip_loudness_dbfs, 1));
            CHECK(peak_dbfs(voice.clip(clip)) < -1);
            CHECK(duration_ms(voice.clip(clip)) >= 80);
        }
        for (const std::int64_t amount : {1'000, 150'000, 234'567, 21'005'415, 999'999'999}) {
            CAPTURE(amount);
            const auto joined =
                join(voice, steps_of(say_received({.amount = Vnd::of(amount)}, Region::south)));
            CHECK(silences_in(joined) == 1);  // The comma.
            CHECK(peak_dbfs(joined) < -0.5);
        }
    }
    CHECK(builtin_for(Region::north).name == "north");
    CHECK(builtin_for(Region::south).name == "south");
}
