#include "cli/voice.hpp"

#include <ostream>

#include "base/vnd.hpp"
#include "builtin_voices/builtin.hpp"
#include "voice/audio_file.hpp"
#include "voice/check.hpp"
#include "voice/join.hpp"
#include "voice/sentences.hpp"

namespace choqr::gateway {
namespace {

constexpr int done = 0, failed = 1;

Vnd amount_of(const std::string& text) {
    if (const auto amount = parse_vnd(text)) return *amount;
    throw UsageError{
        "AMOUNT: \"" + text +
            "\" is no amount; write a whole number of dong, digits alone, at most 9999999999999",
        "AMOUNT: “" + text +
            "” không phải số tiền; hãy viết số nguyên đồng, chỉ chữ số, nhiều nhất 9999999999999"};
}

/// What the payment request asked for, if something is missing or too much.
std::optional<Vnd> owed_of(const Arguments& arguments, Vnd amount) {
    const auto missing = arguments.number("--thieu"), too_much = arguments.number("--thua");
    if (missing && too_much)
        throw UsageError{"--thua: not together with --thieu; choose one",
                         "--thua: không đi cùng --thieu; hãy chọn một"};
    if (!missing && !too_much) return std::nullopt;
    const auto by = static_cast<std::int64_t>(missing.value_or(too_much.value_or(0)));
    const auto owed = Vnd::from_dong(missing ? amount.dong() + by : amount.dong() - by);
    if (owed) return owed;
    throw UsageError{missing ? "--thieu: AMOUNT and this are together more than 9999999999999; write less"
                             : "--thua: is more than AMOUNT; write less",
                     missing ? "--thieu: cộng với AMOUNT quá 9999999999999; hãy viết số nhỏ hơn"
                             : "--thua: lớn hơn AMOUNT; hãy viết số nhỏ hơn"};
}

voice::Region region_of(const Arguments& arguments) {
    return arguments.value("--region") == "south" ? voice::Region::south : voice::Region::north;
}

voice::Voice voice_for(const Arguments& arguments) {
    const auto folder = arguments.value("--folder");
    if (!folder) return voice::load_builtin(voice::builtin_for(region_of(arguments)));
    voice::NoVoice no_voice;
    auto loaded = voice::load_voice(*folder, no_voice);
    if (!loaded) throw std::runtime_error{"--folder: " + no_voice.why};
    return *std::move(loaded);
}

void write_wav(const std::string& file, const std::string& sentence, const Arguments& arguments) {
    const auto samples = voice::join(voice_for(arguments), voice::steps_of(sentence));
    if (const auto written = voice::write_wav_file(file, samples); !written)
        throw std::runtime_error{"-o: " + file + " " + written.error().message()};
}

std::string sentence_of(const voice::Finding& finding, Language language) {
    auto told = voice::told_of(finding);
    return language == Language::vietnamese ? std::move(told.vi) : std::move(told.en);
}

}  // namespace

int run_voice_check(const Arguments& arguments, Surroundings& surroundings) {
    const auto findings = voice::check_folder(arguments.words().front());
    for (const auto& finding : findings)
        surroundings.out << finding.clip->name << ".wav (" << finding.clip->spoken
                         << "): " << sentence_of(finding, surroundings.language) << '\n';
    if (findings.empty())
        surroundings.out << voice::clips().size()
                         << (surroundings.language == Language::vietnamese ? " tiếng đều tốt\n"
                                                                           : " clips, all well\n");
    surroundings.out.flush();
    return findings.empty() && surroundings.out ? done : failed;
}

int run_voice_say(const Arguments& arguments, Surroundings& surroundings) {
    const auto amount = amount_of(arguments.words().front());
    const auto sentence =
        voice::say_received({.amount = amount, .owed = owed_of(arguments, amount)}, region_of(arguments));
    if (const auto file = arguments.value("--output")) write_wav(*file, sentence, arguments);
    surroundings.out << sentence << std::endl;
    return surroundings.out ? done : failed;
}

}  // namespace choqr::gateway
