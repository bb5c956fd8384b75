#include "voice/check.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

#include "voice/audio_file.hpp"
#include "voice/samples.hpp"
#include "voice/voice.hpp"

namespace choqr::voice {
namespace {

/// A clip's recording as it was measured, or the fault that kept it from being.
struct Measured {
    std::optional<Fault> fault{};
    bool clipped = false;
    double loudness = 0;
    int length_ms = 0;
};

Measured measure(const std::string& file) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) return {.fault = Fault::missing};
    const auto recording = read_audio_file(file);
    if (!recording) return {.fault = Fault::unreadable};
    const auto sounding = trimmed(recording->samples);
    if (sounding.empty()) return {.fault = Fault::silent};
    return {
        .clipped = recording->clips, .loudness = loudness_dbfs(sounding), .length_ms = duration_ms(sounding)};
}

double median_loudness(const std::vector<Measured>& all) {
    std::vector<double> values;
    for (const auto& one : all)
        if (!one.fault) values.push_back(one.loudness);
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

std::optional<Finding> finding_of(const Clip& clip, const Measured& one, double median) {
    const auto found = [&clip](Fault fault, double measured = 0) {
        return Finding{&clip, fault, static_cast<int>(std::lround(measured))};
    };
    if (one.fault) return found(*one.fault);
    if (one.clipped) return found(Fault::clipped);
    if (one.loudness < quiet_dbfs) return found(Fault::too_quiet, one.loudness);
    const double differs = one.loudness - median;
    if (std::abs(differs) > differs_db)
        return found(differs > 0 ? Fault::louder : Fault::quieter, std::abs(differs));
    if (one.length_ms > longest_ms(clip)) return found(Fault::too_long, one.length_ms);
    return std::nullopt;
}

}  // namespace

int longest_ms(const Clip& clip) {
    return 700 + 350 * static_cast<int>(std::ranges::count(clip.spoken, ' '));
}

std::vector<Finding> check_folder(const std::string& folder) {
    std::vector<Measured> all;
    for (const auto& clip : clips()) all.push_back(measure(file_of(folder, clip)));
    const double median = median_loudness(all);
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (const auto finding = finding_of(clips()[i], all[i], median)) findings.push_back(*finding);
    return findings;
}

}  // namespace choqr::voice
