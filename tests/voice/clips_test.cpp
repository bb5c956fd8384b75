#include "voice/clips.hpp"

#include <algorithm>
#include <set>
#include <sstream>

#include "base/fold.hpp"
#include "support/catch.hpp"
#include "vectors.hpp"
#include "voice/numbers.hpp"
#include "voice/sentences.hpp"

using namespace choqr;
using namespace choqr::voice;

namespace {

std::string names_of(const std::vector<Step>& steps) {
    std::string names;
    for (const auto& step : steps) {
        names += (names.empty() ? "" : " ") + std::string{step.clip->name};
        if (step.after != Pause::none) names += step.after == Pause::comma ? " ," : " .";
    }
    return names;
}

}  // namespace

TEST_CASE("clips: a sentence is played from just these", "[voice][clips]") {
    for (const auto& row : speech_vectors()["sentences"]) {
        CAPTURE(row.dump());
        CHECK(names_of(steps_of(row.at("text").get<std::string>())) == row.at("clips"));
    }
}

TEST_CASE("clips: names are files' names, and no two are the same", "[voice][clips]") {
    std::set<std::string_view> names, texts;
    for (const auto& clip : clips()) {
        CAPTURE(clip.name);
        CHECK(names.insert(clip.name).second);
        CHECK(texts.insert(clip.text).second);
        CHECK(clip.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos);
        CHECK_FALSE(clip.spoken.empty());
        CHECK(find_clip(clip.name) == &clip);
        CHECK(&clips()[index_of(clip)] == &clip);
    }
    CHECK(names.size() == 87);
    CHECK(find_clip("nam-2") == nullptr);
}

TEST_CASE("clips: the words of a number are one clip each, whatever the number", "[voice][clips]") {
    std::int64_t wrong = -1;
    for (std::int64_t value = 0; value <= 1'000'000 && wrong < 0; value += value < 3'000 ? 1 : 97) {
        const auto words = read_number(value, value % 2 == 0 ? Region::north : Region::south);
        std::string texts;
        for (const auto& step : steps_of(words))
            texts += (texts.empty() ? "" : " ") + std::string{step.clip->text};
        if (texts != words) wrong = value;
    }
    CHECK(wrong == -1);
}

TEST_CASE("clips: each is needed by some sentence", "[voice][clips]") {
    std::set<std::string_view> used;
    const auto note = [&used](const std::string& sentence) {
        for (const auto& step : steps_of(sentence)) used.insert(step.clip->name);
    };
    for (const auto region : {Region::north, Region::south})
        for (const std::int64_t value : {1'234'567'890ll, 111'105'514ll, 21'024ll, 35'000ll})
            note(read_dong(Vnd::of(value), region));
    for (const auto& row : speech_vectors()["sentences"]) note(row.at("text").get<std::string>());
    note(say_ready("ABCDEFGHIJKLMNOPQRSTUVWXYZĂÂĐÊÔƠƯ", Region::north));
    for (const auto& clip : clips()) {
        CAPTURE(clip.name);
        CHECK(used.contains(clip.name));
    }
}

TEST_CASE("clips: a code's letters are spelled and never taken for a word", "[voice][clips]") {
    CHECK(names_of(steps_of("Quầy BA. Đã nhận, ba đồng.")) == "quay chu-b chu-a . da-nhan , ba dong");
    CHECK(names_of(steps_of("Loa quầy ấđw đã sẵn sàng.")) == "loa-quay chu-a chu-dd chu-w da-san-sang");
    CHECK(names_of(steps_of("Loa quầy ★ 香 đã sẵn sàng.")) == "loa-quay da-san-sang");
    CHECK(steps_of("").empty());
    CHECK(steps_of("\xff\xfe, .").empty());
    CHECK(steps_of("!!! ,,, ...").empty());
}
