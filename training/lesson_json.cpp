#include "json/writer.hpp"
#include "training/player.hpp"

namespace choqr::training {
namespace {

std::string_view name_of(Lesson::State state) {
    switch (state) {
        case Lesson::State::runs:
            return "runs";
        case Lesson::State::told:
            return "told";
        case Lesson::State::over:
            return "over";
    }
    return {};
}

void write_question(json::Writer& json, const Question& question, std::optional<std::size_t> answer) {
    json.begin_object().field("text", question.text).key("choices").begin_array();
    for (const auto choice : question.choices) json.text(choice);
    json.end_array();
    json.field("answer", answer ? std::optional{static_cast<std::int64_t>(*answer)} : std::nullopt);
    json.end_object();
}

void write_exercise(json::Writer& json, const Lesson& lesson) {
    const auto& exercise = lesson.all[lesson.at];
    json.field("name", exercise.name)
        .field("who", exercise.who == Trainee::vendor ? "vendor" : "volunteer")
        .field("title", exercise.title)
        .field("told", lesson.told)
        .field("picture", lesson.picture);
    json.key("question");
    if (exercise.question)
        write_question(json, *exercise.question, lesson.answer);
    else
        json.null();
}

void write_outcome(json::Writer& json, const Outcome& outcome) {
    json.begin_object().field("title", outcome.exercise->title).key("missed").begin_array();
    for (const auto sentence : outcome.missed) json.text(sentence);
    json.end_array().end_object();
}

}  // namespace

std::string json_of(const Lesson& lesson) {
    json::Writer json;
    json.begin_object()
        .field("state", name_of(lesson.state))
        .field("number", static_cast<std::uint64_t>(lesson.at + 1))
        .field("of", static_cast<std::uint64_t>(lesson.all.size()));
    if (lesson.state != Lesson::State::over) write_exercise(json, lesson);
    json.key("outcomes").begin_array();
    for (const auto& outcome : lesson.outcomes) write_outcome(json, outcome);
    json.end_array().end_object();
    return json.take();
}

}  // namespace choqr::training
