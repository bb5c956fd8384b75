#include "voice/check.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/assert.hpp"
#include "voice/samples.hpp"
#include "voice/voice.hpp"

namespace choqr::voice {
namespace {

Measured measure_file(const std::string& file) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) return {};
    return measure(read_audio_file(file));
}

double median_loudness(std::span<const Measured> all) {
    std::vector<double> values;
    for (const auto& one : all)
        if (!one.fault) values.push_back(one.loudness);
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

std::optional<Finding> finding_among(const Clip& clip, const Measured& one, std::optional<double> median) {
    const auto found = [&clip](Fault fault, double measured = 0) {
        return Finding{&clip, fault, static_cast<int>(std::lround(measured))};
    };
    if (one.fault) return found(*one.fault);
    if (one.clipped) return found(Fault::clipped);
    if (one.loudness < quiet_dbfs) return found(Fault::too_quiet, one.loudness);
    const double differs = one.loudness - median.value_or(one.loudness);
    if (std::abs(differs) > differs_db)
        return found(differs > 0 ? Fault::louder : Fault::quieter, std::abs(differs));
    if (one.length_ms > longest_ms(clip)) return found(Fault::too_long, one.length_ms);
    return std::nullopt;
}

}  // namespace

int longest_ms(const Clip& clip) {
    return 700 + 350 * static_cast<int>(std::ranges::count(clip.spoken, ' '));
}

Told told_of(const Finding& finding) {
    const auto measured = std::to_string(finding.measured);
    const auto limit = std::to_string(longest_ms(*finding.clip));
    switch (finding.fault) {
        using enum Fault;
        case missing:
            return {"is missing", "chưa có"};
        case unreadable:
            return {"cannot be read as sound", "không đọc được"};
        case silent:
            return {"is silent", "không có tiếng"};
        case clipped:
            return {"is clipped: record it farther from the microphone", "bị vỡ tiếng: thu xa micrô hơn"};
        case too_quiet:
            return {"is too quiet (" + measured + " dB): record it closer to the microphone",
                    "quá nhỏ (" + measured + " dB): thu gần micrô hơn"};
        case louder:
            return {"is " + measured + " dB louder than most", "to hơn phần lớn " + measured + " dB"};
        case quieter:
            return {"is " + measured + " dB quieter than most", "nhỏ hơn phần lớn " + measured + " dB"};
        case too_long:
            return {"lasts " + measured + " ms, longer than " + limit,
                    "dài " + measured + " ms, quá " + limit + " ms"};
    }
    return {};
}

Measured measure(const Result<Recording>& recording) {
    if (!recording) return {.fault = Fault::unreadable};
    const auto sounding = trimmed(recording->samples);
    if (sounding.empty()) return {.fault = Fault::silent};
    return {.fault = std::nullopt,
            .clipped = recording->clips,
            .loudness = loudness_dbfs(sounding),
            .length_ms = duration_ms(sounding)};
}

std::optional<Finding> finding_of(const Clip& clip, const Measured& measured) {
    return finding_among(clip, measured, std::nullopt);
}

std::vector<Finding> findings_of(std::span<const Measured> all) {
    CHOQR_ASSERT(all.size() == clips().size(), "a voice is judged with all of its clips");
    const double median = median_loudness(all);
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (const auto finding = finding_among(clips()[i], all[i], median)) findings.push_back(*finding);
    return findings;
}

std::vector<Finding> check_folder(const std::string& folder) {
    std::vector<Measured> all;
    all.reserve(clips().size());
    for (const auto& clip : clips()) all.push_back(measure_file(file_of(folder, clip)));
    return findings_of(all);
}

}  // namespace choqr::voice
