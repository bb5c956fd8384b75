#include "voice/wav.hpp"

#include <fstream>
#include <iterator>

#include "sounds.hpp"
#include "support/catch.hpp"

using namespace choqr::voice;

namespace {

std::string bytes_of(const Samples& samples) {
    const auto file = std::filesystem::temp_directory_path() / ("choqr-wav-" + std::to_string(::getpid()));
    REQUIRE(write_wav_file(file, samples).has_value());
    std::ifstream stream{file, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{stream}, {}};
    std::filesystem::remove(file);
    return bytes;
}

std::string with(std::string bytes, std::size_t at, std::string_view others) {
    return bytes.replace(at, others.size(), others);
}

}  // namespace

TEST_CASE("wav: what libsndfile writes is read as libsndfile reads it", "[voice][wav]") {
    for (const double peak : {0.5, 1.2}) {
        const auto bytes = bytes_of(with_silence(pulses(250, peak), 150));
        const auto wav = read_wav(bytes);
        REQUIRE(wav.has_value());
        CHECK(wav->rate == rate);
        CHECK(wav->frames.size() == (bytes.size() - 44) / 2);
        const auto ours = read_recording(bytes), theirs = read_audio(bytes);
        REQUIRE((ours && theirs));
        CHECK(ours->samples == theirs->samples);
        CHECK(ours->clips == theirs->clips);
    }
}

TEST_CASE("wav: any rate comes out at ours", "[voice][wav]") {
    auto bytes = bytes_of(pulses(500, 0.5));
    const auto frames = (bytes.size() - 44) / 2;
    bytes = with(with(bytes, 24, {"\x80\xbb\0\0", 4}), 28, {"\0\x77\x01\0", 4});  // 48,000 a second.
    const auto recording = read_recording(bytes);
    REQUIRE(recording.has_value());
    CHECK(std::abs(static_cast<int>(recording->samples.size()) - static_cast<int>(frames * rate / 48'000)) <
          8);
}

TEST_CASE("wav: everything but its head and 16 bits of one channel is nothing", "[voice][wav]") {
    const auto well = bytes_of(pulses(250, 0.5));
    REQUIRE(read_wav(well).has_value());
    const std::vector<std::pair<const char*, std::string>> others{
        {"empty", ""},
        {"the head alone", well.substr(0, 44)},
        {"a byte less", well.substr(0, well.size() - 1)},
        {"a frame less", well.substr(0, well.size() - 2)},
        {"a byte more", well + "x"},
        {"big-endian", with(well, 0, "RIFX")},
        {"no WAVE", with(well, 8, "AVI ")},
        {"another chunk first", with(well, 12, "LIST")},
        {"a longer fmt", with(well, 16, {"\x12\0\0\0", 4})},
        {"numbers with a point", with(well, 20, {"\x03\0", 2})},
        {"two channels", with(well, 22, {"\x02\0", 2})},
        {"4,000 a second", with(with(well, 24, {"\xa0\x0f\0\0", 4}), 28, {"\x40\x1f\0\0", 4})},
        {"4 billion a second", with(with(well, 24, "\xff\xff\xff\xff"), 28, "\xff\xff\xff\xff")},
        {"other bytes a second", with(well, 28, {"\x45\xac\0\0", 4})},
        {"8 bits", with(well, 34, {"\x08\0", 2})},
        {"no data", with(well, 36, "fact")},
        {"data that is longer", with(well, 40, "\xff\xff\xff\x7f")},
    };
    for (const auto& [what, bytes] : others) {
        CAPTURE(what);
        CHECK_FALSE(read_wav(bytes).has_value());
    }
    CHECK_FALSE(read_wav(bytes_of(tone(6'100, 0.5))).has_value());
    CHECK(read_wav(bytes_of(tone(5'900, 0.5))).has_value());
}
