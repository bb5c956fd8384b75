#include "gateway/problem.hpp"
#include "gateway/routes/views.hpp"

// Is it alive, can it work, how is it going.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

Response ready(Api& api) {
    if (api.stopping()) return try_again("not_ready", 5);
    if (api.services().follower.failure()) return try_again("reports_behind", 10);
    const auto state = api.services().watch.state();
    if (state.reports_behind) return try_again("reports_behind", 2);
    if (state.reads_waiting) return try_again("busy", 2);
    JsonWriter json;
    json.begin_object().field("status", "ready").end_object();
    return json_answer(std::move(json));
}

void gauge(std::string& text, std::string_view name, std::uint64_t value) {
    text.append("# TYPE ").append(name).append(" gauge\n").append(name).append(" ").append(std::to_string(value)).append("\n");
}

std::uint64_t whole_seconds(std::chrono::nanoseconds time) {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(time).count());
}

Response metrics(Api& api) {
    const auto& services = api.services();
    auto text = services.metrics.text();
    const auto committed = services.journal.committed().value();
    const auto applied = services.reports.position().value();
    gauge(text, "choqr_journal_sequence", committed);
    gauge(text, "choqr_reports_lag_records", committed > applied ? committed - applied : 0);
    gauge(text, "choqr_reports_lag_seconds", whole_seconds(services.watch.lag()));
    for (std::size_t i = 0; i < lane_count; ++i) {
        const auto lane = static_cast<Lane>(i);
        const auto wait = services.background.longest_wait(lane).value_or(std::chrono::nanoseconds{0});
        gauge(text, "choqr_background_" + std::string{name_of(lane)} + "_wait_seconds", whole_seconds(wait));
    }
    gauge(text, "choqr_sequencer_queue", services.sequencer.queued());
    gauge(text, "choqr_live_subscribers", services.live.subscribers());
    text += "# EOF\n";
    return text_answer(std::move(text), "application/openmetrics-text; version=1.0.0; charset=utf-8");
}

}  // namespace

void add_health_routes(Api& api) {
    api.add(Method::get, "/healthz", {anyone, 0, "The process is alive"}, [](const Call&) -> net::awaitable<Response> {
        JsonWriter json;
        json.begin_object().field("status", "alive").end_object();
        co_return json_answer(std::move(json));
    });
    api.add(Method::get, "/readyz", {anyone, 0, "It takes and answers calls"},
            [&api](const Call&) -> net::awaitable<Response> { co_return ready(api); });
    api.add(Method::get, "/metrics", {anyone, 0, "Counters as OpenMetrics"},
            [&api](const Call&) -> net::awaitable<Response> { co_return metrics(api); });
}

}  // namespace choqr::gateway
