#include "cli/demo_training.hpp"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <iomanip>
#include <mutex>
#include <ostream>

#include "json/writer.hpp"
#include "training/player.hpp"
#include "world/clock.hpp"

namespace choqr::gateway {
namespace {

using std::chrono::milliseconds;

class RealPace final : public training::Pace {
public:
    explicit RealPace(std::stop_token stop) : stop_{std::move(stop)}, begun_{clock_.monotonic()} {}

    milliseconds elapsed() const override {
        return std::chrono::duration_cast<milliseconds>(clock_.monotonic() - begun_);
    }
    bool wait(milliseconds time) override {
        std::mutex mutex;
        std::unique_lock lock{mutex};
        std::condition_variable_any stopped;
        stopped.wait_for(lock, stop_, time, [] { return false; });
        return !stop_.stop_requested();
    }

private:
    const world::SystemClock clock_;
    const std::stop_token stop_;
    const world::Clock::Monotonic begun_;
};

/// Two stalls that nobody has registered: their ids and codes.
struct EmptyStall {
    std::string id, code;
};
std::vector<EmptyStall> empty_stalls(const Target& target, const std::string& market) {
    const auto list = call_json(target, "GET", "/v1/markets/" + market + "/stalls?limit=1000");
    std::vector<EmptyStall> found;
    const auto* items = list.find("items");
    if (items == nullptr || items->array() == nullptr) return found;
    for (const auto& stall : *items->array()) {
        const auto* registered = stall.find("registered");
        const bool is_empty =
            registered != nullptr && registered->boolean() != nullptr && !*registered->boolean();
        if (is_empty && found.size() < 2)
            found.push_back({text_member(stall, "id"), text_member(stall, "code")});
    }
    return found;
}

// The counter of calls that look at a picture of a code, as OpenMetrics has it.
std::uint64_t codes_looked_at(const Target& target) {
    const auto metrics = call(target, "GET", "/metrics").body;
    std::uint64_t sum = 0;
    constexpr std::string_view route = "route=\"/v1/qr/decode\"";
    for (auto at = metrics.find(route); at != std::string::npos; at = metrics.find(route, at + 1)) {
        const auto line = std::string_view{metrics}.substr(at, metrics.find('\n', at) - at);
        const auto number = line.substr(line.rfind(' ') + 1);
        std::uint64_t count = 0;
        std::from_chars(number.data(), number.data() + number.size(), count);
        sum += count;
    }
    return sum;
}

/// The market of a demonstration, over HTTP.
class ServedMarket final : public training::Market {
public:
    ServedMarket(const Target& as_operator, const DemoMarket& market, const RealPace& pace, std::ostream& out)
        : operator_{as_operator}, market_{market}, pace_{pace}, out_{out} {
        const auto found = empty_stalls(operator_, market.id);
        if (found.size() < 2)
            throw std::runtime_error{"every stall of the market is registered: begin with a new folder"};
        empty_ = found[0];
        contested_ = found[1];
        payload_ = call(operator_, "GET", "/q/" + market.stall_public_id + ".txt").body;
        while (payload_.ends_with('\n')) payload_.pop_back();
    }

    void pay(Vnd amount) override {
        json::Writer json;
        json.begin_object().field("qr_payload", payload_).field("amount", amount.dong()).end_object();
        send("POST", "/demo/pay", json.take());
    }
    void cut_line(milliseconds lasts) override {
        json::Writer json;
        json.begin_object()
            .field("stall_id", market_.stall)
            .field("for_ms", std::max<std::int64_t>(lasts.count(), 1))
            .end_object();
        send("POST", "/demo/line-cuts", json.take());
    }
    void register_contested_stall() override {
        json::Writer json;
        json.begin_object().key("vendor").begin_object();
        json.field("name", "Cô Hai (Hoa đăng ký)").field("kind", "person").end_object();
        json.key("accounts").begin_array().begin_object();
        json.field("bin", "970436").field("account_number", "0000088888").field("account_name", "LE THI HAI");
        json.end_object().end_array().end_object();
        send("PATCH", "/v1/stalls/" + contested_.id, json.take());
    }
    std::string code_of(training::Place place) override {
        switch (place) {
            case training::Place::own:
                return market_.stall_code;
            case training::Place::empty:
                return empty_.code;
            case training::Place::contested:
                return contested_.code;
        }
        return {};
    }
    std::string address_of(training::Picture picture) override {
        const bool is_strange = picture == training::Picture::strange_code;
        return is_strange ? "/image/970432-0000066666-qr_only.png" : "/image/970422-0000077777-qr_only.png";
    }
    training::Seen look() override;
    void show(const training::Lesson& lesson) override;

private:
    void send(std::string_view method, const std::string& path, const std::string& body) {
        const auto reply = call(operator_, method, path, "application/json", body);
        if (reply.status < 200 || reply.status > 299)
            throw std::runtime_error{path + ": " + std::to_string(reply.status) + " " + reply.body};
    }
    bool loudspeaker_on();
    void read_answers(training::Seen& seen);
    void tell_teacher(const training::Lesson& lesson);

    const Target operator_;
    const DemoMarket market_;
    const RealPace& pace_;
    std::ostream& out_;
    EmptyStall empty_, contested_;
    std::string payload_;
    std::size_t told_ = 0, judged_ = 0;  ///< Exercises of which the terminal has the beginning, the end.
};

bool ServedMarket::loudspeaker_on() {
    const auto list = call_json(operator_, "GET", "/v1/markets/" + market_.id + "/loudspeakers");
    const auto* items = list.find("items");
    if (items == nullptr || items->array() == nullptr) return false;
    const auto hears = [this](const json::Value& one) {
        return text_member(one, "stall_id") == market_.stall && text_member(one, "state") == "hearing";
    };
    return std::ranges::any_of(*items->array(), hears);
}

// "two_hundred" is the answer to that exercise; "two_hundred.next": somebody wants the next one.
void ServedMarket::read_answers(training::Seen& seen) {
    constexpr std::string_view next = ".next";
    const auto list = call_json(operator_, "GET", "/demo/training/answers");
    const auto* items = list.find("items");
    if (items == nullptr || items->array() == nullptr) return;
    for (const auto& item : *items->array()) {
        auto exercise = text_member(item, "exercise");
        const auto text = text_member(item, "answer");
        std::size_t choice = 0;
        if (exercise.ends_with(next))
            seen.go_on[exercise.substr(0, exercise.size() - next.size())] = true;
        else if (std::from_chars(text.data(), text.data() + text.size(), choice).ec == std::errc{})
            seen.answers[std::move(exercise)] = choice;
    }
}

training::Seen ServedMarket::look() {
    training::Seen seen;
    seen.loudspeaker_on = loudspeaker_on();
    seen.codes_looked_at = codes_looked_at(operator_);
    const auto stall = call_json(operator_, "GET", "/v1/stalls/" + empty_.id);
    const auto* registered = stall.find("registered");
    seen.empty_stall_registered =
        registered != nullptr && registered->boolean() != nullptr && *registered->boolean();
    read_answers(seen);
    return seen;
}

void ServedMarket::tell_teacher(const training::Lesson& lesson) {
    if (lesson.outcomes.size() > judged_) {
        judged_ = lesson.outcomes.size();
        const auto& missed = lesson.outcomes.back().missed;
        out_ << (missed.empty() ? "        ĐÚNG\n" : "        SÓT\n");
        for (const auto one : missed) out_ << "        - " << one << "\n";
    }
    if (lesson.state == training::Lesson::State::over) {
        out_ << "\nHết buổi tập. " << training::summary_of(lesson.outcomes);
    } else if (lesson.at + 1 > told_) {
        told_ = lesson.at + 1;
        const auto seconds = std::chrono::floor<std::chrono::seconds>(pace_.elapsed()).count();
        out_ << std::setfill('0') << "\n[" << std::setw(2) << seconds / 60 << ":" << std::setw(2)
             << seconds % 60 << "] Bài " << told_ << "/" << lesson.all.size() << ": "
             << lesson.all[lesson.at].title << "\n        " << lesson.told << "\n";
    }
    out_.flush();
}

void ServedMarket::show(const training::Lesson& lesson) {
    send("PUT", "/demo/training", training::json_of(lesson));
    tell_teacher(lesson);
}

}  // namespace

void train(const Target& operator_, const DemoMarket& market, unsigned speed, std::ostream& out,
           const std::stop_token& stop) {
    RealPace pace{stop};
    ServedMarket served{operator_, market, pace, out};
    training::Player{served, pace, speed}.play(training::exercises());
}

}  // namespace choqr::gateway
