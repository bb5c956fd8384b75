#include <map>
#include <mutex>

#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "live/line_cuts.hpp"
#include "live/screens.hpp"
#include "problem/problem.hpp"

// What the page /demo shows of a training, and what people answer there. Who trains (`choqr demo --train`)
// says what is shown, and cuts a stall's line for a while; none of it is recorded.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::size_t answers_max = 100;
constexpr std::int64_t cut_ms_max = 600'000;

/// What is shown, and the first answer to each exercise: a second one would only say what the first one
/// taught. Any thread.
class Stage {
public:
    void show(std::string exercise) {
        const std::scoped_lock lock{mutex_};
        shown_ = std::move(exercise);
    }
    std::string shown() const {
        const std::scoped_lock lock{mutex_};
        return shown_;
    }
    /// False: there are too many.
    bool answer(const std::string& exercise, std::string answer) {
        const std::scoped_lock lock{mutex_};
        if (answers_.size() >= answers_max && answers_.find(exercise) == answers_.end()) return false;
        answers_.emplace(exercise, std::move(answer));
        return true;
    }
    std::map<std::string, std::string> answers() const {
        const std::scoped_lock lock{mutex_};
        return answers_;
    }

private:
    mutable std::mutex mutex_;
    // Guarded by mutex_:
    std::string shown_ = R"({"state":"none"})";  ///< Until somebody trains.
    std::map<std::string, std::string> answers_;
};

Response without_body() {
    Response response;
    response.status = 204;
    response.content_type = {};
    return response;
}

Response show_training(const Stage& stage) {
    Response response;
    response.body = stage.shown();
    return response;
}

Response keep_training(Stage& stage, const Call& call) {
    Response refusal;
    if (!json_body(call.request, refusal)) return refusal;
    stage.show(std::string{call.request.body});
    return without_body();
}

Response keep_answer(Stage& stage, const Call& call) {
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"exercise", "answer"});
    const auto exercise = fields.text("exercise", 64);
    auto answer = fields.text("answer", 64);
    if (complaint) return problem(*complaint);
    if (!stage.answer(*exercise, *std::move(answer))) return try_again("too_many_requests", 60);
    return without_body();
}

Response list_answers(const Stage& stage) {
    json::Writer json;
    json.begin_object().key("items").begin_array();
    for (const auto& [exercise, answer] : stage.answers())
        json.begin_object().field("exercise", exercise).field("answer", answer).end_object();
    json.end_array().end_object();
    return json_answer(std::move(json));
}

Response cut_line(const TrainingPorts& ports, const Call& call) {
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"stall_id", "for_ms"});
    const auto text = fields.text("stall_id", 32);
    const auto for_ms = fields.integer("for_ms", 1, cut_ms_max);
    if (complaint) return problem(*complaint);
    const auto stall = StallId::parse(*text);
    if (!stall || !ports.live.stall(*stall)) return problem("stall_not_found", {}, "stall_id");
    ports.cuts.cut(*stall, ports.clock.monotonic() + std::chrono::milliseconds{*for_ms});
    ports.live.hub().end_of(*stall);
    return without_body();
}

}  // namespace

void add_training_routes(const TrainingPorts& ports) {
    const auto stage = std::make_shared<Stage>();
    const auto limit =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 50, .burst = 200});
    ports.api.add(Method::get, "/demo/training", {anyone, 0, "What a training shows now", limit},
                  [stage](const Call&) -> net::awaitable<Response> { co_return show_training(*stage); });
    ports.api.add(
        Method::post, "/demo/training/answers",
        {anyone, json_body_bytes_max, "Answer the question of an exercise", limit},
        [stage](const Call& call) -> net::awaitable<Response> { co_return keep_answer(*stage, call); });
    ports.api.add(
        Method::put, "/demo/training",
        {Capability::manage_markets, json_body_bytes_max, "Say what a training shows"},
        [stage](const Call& call) -> net::awaitable<Response> { co_return keep_training(*stage, call); });
    ports.api.add(Method::get, "/demo/training/answers",
                  {Capability::manage_markets, 0, "What was answered, the first of each exercise"},
                  [stage](const Call&) -> net::awaitable<Response> { co_return list_answers(*stage); });
    ports.api.add(
        Method::post, "/demo/line-cuts",
        {Capability::manage_markets, json_body_bytes_max, "Cut the line of a stall's screens for a while"},
        [ports](const Call& call) -> net::awaitable<Response> { co_return cut_line(ports, call); });
}

}  // namespace choqr::gateway
