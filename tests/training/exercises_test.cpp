#include "training/exercises.hpp"

#include <algorithm>
#include <set>

#include "support/catch.hpp"

using namespace choqr::training;
using namespace std::chrono_literals;

TEST_CASE("training: with their pauses the exercises take half an hour", "[training]") {
    auto whole = 0s;
    for (const auto& exercise : exercises()) whole += exercise.lasts + pause_after;
    CHECK(whole == 30min);
}

TEST_CASE("training: each exercise has a name of its own, and something that is expected of it",
          "[training]") {
    std::set<std::string_view> names;
    for (const auto& exercise : exercises()) {
        CAPTURE(exercise.name);
        CHECK(names.insert(exercise.name).second);
        CHECK_FALSE(exercise.title.empty());
        CHECK_FALSE(exercise.told.empty());
        REQUIRE_FALSE(exercise.expected.empty());
        for (const auto& expected : exercise.expected) CHECK_FALSE(expected.missed.empty());
    }
}

TEST_CASE("training: what is asked has a right choice and a wrong one, and is asked where the answer counts",
          "[training]") {
    for (const auto& exercise : exercises()) {
        CAPTURE(exercise.name);
        const bool counts = std::ranges::any_of(
            exercise.expected, [](const auto& one) { return one.sign == Sign::right_answer; });
        CHECK(exercise.question.has_value() == counts);
        if (!exercise.question) continue;
        CHECK(exercise.question->choices.size() >= 2);
        CHECK(exercise.question->right < exercise.question->choices.size());
    }
}

TEST_CASE("training: what is played leaves a minute to look at it", "[training]") {
    for (const auto& exercise : exercises()) {
        CAPTURE(exercise.name);
        CHECK(std::ranges::is_sorted(exercise.played, {}, &Step::at));
        for (const auto& step : exercise.played) CHECK(step.at + 60s <= exercise.lasts);
    }
}

TEST_CASE("training: while the line is cut money comes, and all of it before it is back", "[training]") {
    const auto all = exercises();
    const auto found = std::ranges::find(all, std::string_view{"line_cut"}, &Exercise::name);
    REQUIRE(found != all.end());
    const auto& cut = found->played.front();
    const auto back = cut.at + std::get<LineCut>(cut.what).lasts;
    std::size_t payments = 0;
    for (const auto& step : found->played) {
        if (!std::holds_alternative<Payment>(step.what)) continue;
        ++payments;
        CHECK(step.at > cut.at);
        CHECK(step.at < back);
    }
    CHECK(payments == 3);  // As its right answer says.
    CHECK(found->question->choices[found->question->right] == "Ba khoản");
}

TEST_CASE("training: vendors practise seven things, volunteers three", "[training]") {
    const auto all = exercises();
    CHECK(std::ranges::count(all, Trainee::vendor, &Exercise::who) == 7);
    CHECK(std::ranges::count(all, Trainee::volunteer, &Exercise::who) == 3);
}
