#include "training/player.hpp"

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "support/catch.hpp"

using namespace choqr;
using namespace choqr::training;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

class FakePace final : public Pace {
public:
    milliseconds elapsed() const override { return now_; }
    bool wait(milliseconds time) override {
        now_ += time;
        return now_ < ends_at;
    }
    milliseconds ends_at{24h};

private:
    milliseconds now_{};
};

/// A market that writes down what is done to it, and somebody who practises there.
struct FakeMarket final : Market {
    explicit FakeMarket(const FakePace& its_pace) : pace{its_pace} {}

    void pay(Vnd amount) override {
        done.push_back("pay " + std::to_string(amount.dong()));
        at.push_back(pace.elapsed());
    }
    void cut_line(milliseconds lasts) override { done.push_back("cut " + std::to_string(lasts.count())); }
    void register_contested_stall() override { done.emplace_back("register"); }
    std::string code_of(Place place) override { return place == Place::own ? "A-01" : "A-04"; }
    std::string address_of(Picture) override { return "/image/strange.png"; }
    Seen look() override { return seen; }
    void show(const Lesson& lesson) override {
        shown.push_back(json_of(lesson));
        if (when_shown) when_shown(lesson);
    }

    const FakePace& pace;
    Seen seen;
    std::vector<std::string> done, shown;
    std::vector<milliseconds> at;
    std::function<void(const Lesson&)> when_shown;
};

const Exercise& exercise(std::string_view name) {
    for (const auto& one : exercises())
        if (one.name == name) return one;
    FAIL("there is no exercise " << name);
    return exercises().front();
}

void does_everything(FakeMarket& market, const Lesson& lesson) {
    if (lesson.state != Lesson::State::runs) return;
    const auto& now = lesson.all[lesson.at];
    market.seen.loudspeaker_on = market.seen.empty_stall_registered = true;
    if (now.name == "swapped_code" && !lesson.answer) ++market.seen.codes_looked_at;
    if (now.question) market.seen.answers[std::string{now.name}] = now.question->right;
}

}  // namespace

TEST_CASE("training: whoever does nothing hears of everything that was missed, after half an hour",
          "[training]") {
    FakePace pace;
    FakeMarket market{pace};
    const auto outcomes = Player{market, pace, 1}.play(exercises());
    REQUIRE(outcomes.size() == exercises().size());
    for (const auto& outcome : outcomes) {
        CAPTURE(outcome.exercise->name);
        CHECK(outcome.missed.size() == outcome.exercise->expected.size());
    }
    CHECK(pace.elapsed() >= 30min);
    CHECK(pace.elapsed() < 30min + 10s);
    const std::vector<std::string> played{"pay 20000", "pay 200",   "pay 500000", "cut 60000", "pay 30000",
                                          "pay 45000", "pay 12000", "pay 40000",  "pay 40000", "register"};
    CHECK(market.done == played);
}

TEST_CASE("training: sixty times faster it takes half a minute, and the line is cut for a second",
          "[training]") {
    FakePace pace;
    FakeMarket market{pace};
    Player{market, pace, 60}.play(exercises());
    CHECK(pace.elapsed() >= 30s);
    CHECK(pace.elapsed() < 32s);
    CHECK(market.done[3] == "cut 1000");
}

TEST_CASE("training: whoever does everything has missed nothing, and the summary says so", "[training]") {
    FakePace pace;
    FakeMarket market{pace};
    market.when_shown = [&](const Lesson& lesson) { does_everything(market, lesson); };
    const auto outcomes = Player{market, pace, 60}.play(exercises());
    for (const auto& outcome : outcomes) {
        CAPTURE(outcome.exercise->name);
        CHECK(outcome.missed.empty());
    }
    CHECK(summary_of(outcomes).starts_with("Đã làm đúng 10/10 bài.\n"));
    CHECK(summary_of(outcomes).find("SÓT") == std::string::npos);
}

TEST_CASE("training: payments come when the table says", "[training]") {
    FakePace pace;
    FakeMarket market{pace};
    const Exercise one[] = {exercise("two_equal")};
    Player{market, pace, 1}.play(one);
    REQUIRE(market.at.size() == 2);
    CHECK(market.at[0] >= 20s);
    CHECK(market.at[0] <= 20s + 500ms);
    CHECK(market.at[1] >= 23s);
    CHECK(market.at[1] <= 23s + 500ms);
}

TEST_CASE("training: a wrong answer is missed; a code looked at before the exercise does not count",
          "[training]") {
    const auto& swapped = exercise("swapped_code");
    Seen before, now;
    before.codes_looked_at = now.codes_looked_at = 3;
    now.answers["swapped_code"] = 0;
    CHECK(missed(swapped, before, now).size() == 2);
    now.answers["swapped_code"] = swapped.question->right;
    CHECK(missed(swapped, before, now) == std::vector{swapped.expected[0].missed});
    now.codes_looked_at = 4;
    CHECK(missed(swapped, before, now).empty());
}

TEST_CASE("training: somebody may go on to the next exercise once all of this one was played", "[training]") {
    FakePace pace;
    FakeMarket market{pace};
    market.seen.go_on["two_hundred"] = true;
    const Exercise one[] = {exercise("two_hundred")};
    Player{market, pace, 1}.play(one);
    CHECK(market.done == std::vector<std::string>{"pay 200"});
    CHECK(pace.elapsed() < 20s + 500ms + pause_after + 1s);
}

TEST_CASE("training: it ends when it is told to, with what was done until then", "[training]") {
    FakePace pace;
    pace.ends_at = 10s;
    FakeMarket market{pace};
    CHECK(Player{market, pace, 1}.play(exercises()).empty());
    CHECK(market.done.empty());
}

TEST_CASE("training: the page is told the question, its answer, and at last what was missed of all",
          "[training]") {
    FakePace pace;
    FakeMarket market{pace};
    market.when_shown = [&](const Lesson& lesson) {
        if (lesson.state == Lesson::State::runs) market.seen.answers["two_hundred"] = 0;
    };
    const Exercise one[] = {exercise("two_hundred")};
    Player{market, pace, 1}.play(one);
    REQUIRE(market.shown.size() == 4);
    const auto first = nlohmann::json::parse(market.shown[0]);
    CHECK(first["state"] == "runs");
    CHECK(first["number"] == 1);
    CHECK(first["question"]["choices"] == nlohmann::json{"Đưa hàng", "Chưa đưa"});
    CHECK(first["question"]["answer"].is_null());
    CHECK(nlohmann::json::parse(market.shown[1])["question"]["answer"] == 0);
    const auto told = nlohmann::json::parse(market.shown[2]);
    CHECK(told["state"] == "told");
    CHECK(told["outcomes"][0]["missed"].size() == 1);
    const auto over = nlohmann::json::parse(market.shown[3]);
    CHECK(over["state"] == "over");
    CHECK(over.contains("title") == false);
    CHECK(over["outcomes"][0]["title"] == "Trả 200 đồng thay vì 200.000");
}

TEST_CASE("training: {quầy} becomes the code of the stall", "[training]") {
    FakePace pace;
    FakeMarket market{pace};
    const Exercise two[] = {exercise("loudspeaker"), exercise("conflict")};
    Player{market, pace, 60}.play(two);
    CHECK(market.shown.front().find("quầy A-01") != std::string::npos);
    std::string all;
    for (const auto& one : market.shown) all += one;
    CHECK(all.find("quầy A-04") != std::string::npos);
    CHECK(all.find("{quầy}") == std::string::npos);
}
