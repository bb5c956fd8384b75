#include "training/player.hpp"

#include <algorithm>

namespace choqr::training {
namespace {

constexpr std::chrono::milliseconds look_every{500};

template <class... Each>
struct Overloaded : Each... {
    using Each::operator()...;
};
template <class... Each>
Overloaded(Each...) -> Overloaded<Each...>;

std::optional<std::size_t> answer_to(const Exercise& exercise, const Seen& seen) {
    const auto found = seen.answers.find(std::string{exercise.name});
    return found == seen.answers.end() ? std::nullopt : std::optional{found->second};
}

bool is_seen(Sign sign, const Exercise& exercise, const Seen& before, const Seen& now) {
    switch (sign) {
        case Sign::loudspeaker_on:
            return now.loudspeaker_on;
        case Sign::code_looked_at:
            return now.codes_looked_at > before.codes_looked_at;
        case Sign::stall_registered:
            return now.empty_stall_registered;
        case Sign::right_answer:
            return exercise.question && answer_to(exercise, now) == exercise.question->right;
    }
    return false;
}

std::string with_code(std::string_view told, const std::string& code) {
    constexpr std::string_view place{"{quầy}"};
    std::string text{told};
    if (const auto at = text.find(place); at != std::string::npos) text.replace(at, place.size(), code);
    return text;
}

}  // namespace

std::vector<std::string_view> missed(const Exercise& exercise, const Seen& before, const Seen& now) {
    std::vector<std::string_view> all;
    for (const auto& expected : exercise.expected)
        if (!is_seen(expected.sign, exercise, before, now)) all.push_back(expected.missed);
    return all;
}

std::chrono::milliseconds Player::scaled(std::chrono::seconds time) const {
    return std::chrono::milliseconds{time} / speed_;
}

void Player::carry_out(const Step& step) {
    std::visit(Overloaded{[this](const Payment& payment) { market_.pay(payment.amount); },
                          [this](const LineCut& cut) { market_.cut_line(scaled(cut.lasts)); },
                          [this](const Registration&) { market_.register_contested_stall(); }},
               step.what);
}

// Whoever has done everything may go on; whoever has not is given the whole time.
bool Player::practise(Lesson& lesson) {
    const auto& exercise = lesson.all[lesson.at];
    const auto before = market_.look();
    const auto begun = pace_.elapsed();
    auto next = exercise.played.begin();
    auto now = before;
    lesson.answer.reset();
    market_.show(lesson);
    for (;;) {
        const auto passed = pace_.elapsed() - begun;
        while (next != exercise.played.end() && scaled(next->at) <= passed) carry_out(*next++);
        now = market_.look();
        if (const auto answer = answer_to(exercise, now); answer != lesson.answer) {
            lesson.answer = answer;
            market_.show(lesson);
        }
        const bool goes_on = now.go_on.contains(std::string{exercise.name});
        if (next == exercise.played.end() && (goes_on || passed >= scaled(exercise.lasts))) break;
        if (!pace_.wait(std::min(look_every, scaled(std::chrono::seconds{5})))) return false;
    }
    lesson.outcomes.push_back({&exercise, missed(exercise, before, now)});
    return true;
}

std::vector<Outcome> Player::play(std::span<const Exercise> all) {
    Lesson lesson{.state = Lesson::State::runs,
                  .all = all,
                  .at = 0,
                  .told = {},
                  .picture = {},
                  .answer = {},
                  .outcomes = {}};
    for (; lesson.at < all.size(); ++lesson.at) {
        const auto& exercise = all[lesson.at];
        lesson.state = Lesson::State::runs;
        lesson.told = with_code(exercise.told, market_.code_of(exercise.place));
        lesson.picture = exercise.picture ? market_.address_of(*exercise.picture) : std::string{};
        if (!practise(lesson)) return lesson.outcomes;
        lesson.state = Lesson::State::told;
        market_.show(lesson);
        if (!pace_.wait(scaled(pause_after))) return lesson.outcomes;
    }
    lesson.state = Lesson::State::over;
    market_.show(lesson);
    return lesson.outcomes;
}

std::string summary_of(std::span<const Outcome> outcomes) {
    const auto done = std::ranges::count_if(outcomes, [](const Outcome& one) { return one.missed.empty(); });
    std::string text =
        "Đã làm đúng " + std::to_string(done) + "/" + std::to_string(outcomes.size()) + " bài.\n";
    for (const auto& outcome : outcomes) {
        text.append(outcome.missed.empty() ? "  ĐÚNG   " : "  SÓT    ")
            .append(outcome.exercise->title)
            .append("\n");
        for (const auto sentence : outcome.missed) text.append("         - ").append(sentence).append("\n");
    }
    return text;
}

}  // namespace choqr::training
