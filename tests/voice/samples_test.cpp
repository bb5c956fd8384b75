#include "voice/samples.hpp"

#include <cmath>
#include <numbers>

#include "sounds.hpp"
#include "support/catch.hpp"

using namespace choqr::voice;
using Catch::Matchers::WithinAbs;

namespace {

double level(SamplesView samples) { return loudness_dbfs(samples); }

}  // namespace

TEST_CASE("samples: a tone's loudness is its mean square, whatever silence stands around it",
          "[voice][samples]") {
    const auto alone =
        tone(300, 0.5);  // A sine has half the power of its peak: 6 dB for the half, 3 for the sine.
    CHECK_THAT(level(alone), WithinAbs(-9.03, 0.05));
    CHECK_THAT(level(with_silence(alone, 400)), WithinAbs(-9.03, 0.35));
    CHECK_THAT(peak_dbfs(alone), WithinAbs(-6.02, 0.05));
    CHECK(level(Samples(1'000)) <= -119);
    CHECK(peak_dbfs({}) <= -119);
}

TEST_CASE("samples: silence at both ends is cut off to within 5 ms, and nothing else", "[voice][samples]") {
    const auto alone = tone(300, 0.5);
    const auto sounding = trimmed(with_silence(alone, 200));
    CHECK_THAT(static_cast<double>(duration_ms(sounding)), WithinAbs(300, 11));
    CHECK_THAT(peak_dbfs(sounding), WithinAbs(peak_dbfs(alone), 0.01));
    CHECK(trimmed(Samples(5'000)).empty());
    CHECK(trimmed({}).empty());
    CHECK(trimmed(tone(3, 0.5)).size() <= tone(3, 0.5).size());  // Shorter than what is looked at together.
}

TEST_CASE("samples: loud and quiet sounds become equally loud, and none passes the ceiling",
          "[voice][samples]") {
    for (const double amplitude : {0.003, 0.05, 0.4, 1.0}) {
        CAPTURE(amplitude);
        const auto out = levelled(pulses(400, amplitude), -17, -2);
        CHECK_THAT(level(out), WithinAbs(-17, 0.15));
        CHECK(peak_dbfs(out) <= -1.99);
    }
}

TEST_CASE("samples: a silence inside is cut down, short ones and sounds are kept", "[voice][samples]") {
    auto gapped = tone(100, 0.5);
    const auto second = with_silence(tone(100, 0.5), 80);
    gapped.insert(gapped.end(), second.begin(), second.end());  // 80 ms inside, 80 at the end.
    CHECK(longest_silence_ms(gapped) >= 75);
    const auto out = without_long_silences(gapped, 15);
    CHECK(longest_silence_ms(out) <= 20);
    CHECK(duration_ms(out) >= 200);
    CHECK(duration_ms(without_long_silences(tone(300, 0.5), 15)) >= 299);
}
