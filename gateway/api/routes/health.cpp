#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "live/screens.hpp"
#include "problem/problem.hpp"

// Is it alive, can it work, how is it going.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

std::chrono::seconds whole(std::chrono::nanoseconds time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time);
}

void write(json::Writer& json, const Watch::Follower& follower) {
    json.begin_object().field("name", follower.name);
    json.field("lag_s", std::int64_t{whole(follower.lag).count()});
    json.field("records", follower.records)
        .field("behind", follower.is_behind())
        .field("why", follower.why.empty() ? std::nullopt : std::optional{follower.why})
        .end_object();
}

void write_followers(json::Writer& json, const Watch::State& state) {
    json.key("followers").begin_array();
    for (const auto& follower : state.followers) write(json, follower);
    json.end_array();
}

// A key that waits for its end holds nobody up: it is told, and calls go on.
const Watch::Follower* hindering(const Watch::State& state) {
    for (const auto* name : {"reports", "live", "access"})
        if (const auto* follower = state.behind(name)) return follower;
    return nullptr;
}

Response not_ready(const Watch::State& state, const Watch::Follower& follower) {
    const auto code = follower.name == "reports" ? "reports_behind" : "follower_behind";
    auto response = problem(code, [&](json::Writer& json) { write_followers(json, state); });
    response.add_field("Retry-After", follower.failed ? "10" : "2");
    return response;
}

Response ready(const HealthPorts& ports) {
    if (ports.api.stopping()) return try_again("not_ready", 5);
    const auto state = ports.watch.state();
    if (const auto* follower = hindering(state)) return not_ready(state, *follower);
    if (state.reads_waiting) return try_again("busy", 2);
    json::Writer json;
    json.begin_object().field("status", "ready");
    write_followers(json, state);
    json.end_object();
    return json_answer(std::move(json));
}

// For pages: asked every second or so by each that is open, from memory.
Response freshness(const HealthPorts& ports) {
    const auto state = ports.watch.state();
    const auto* reports = state.behind("reports");
    json::Writer json;
    json.begin_object().field("behind_s", reports ? std::int64_t{whole(reports->lag).count()} : 0);
    json.end_object();
    return json_answer(std::move(json));
}

void gauge(std::string& text, std::string_view name, std::uint64_t value) {
    text.append("# TYPE ")
        .append(name)
        .append(" gauge\n")
        .append(name)
        .append(" ")
        .append(std::to_string(value))
        .append("\n");
}

using FollowersNumber = std::uint64_t (*)(const Watch::Follower&);

void add_followers(std::string& text, const Watch::State& state) {
    const auto seconds = [](const Watch::Follower& one) {
        return static_cast<std::uint64_t>(whole(one.lag).count());
    };
    const auto family = [&](std::string_view name, FollowersNumber number) {
        text.append("# TYPE ").append(name).append(" gauge\n");
        for (const auto& follower : state.followers)
            text.append(name)
                .append("{follower=\"")
                .append(follower.name)
                .append("\"} ")
                .append(std::to_string(number(follower)) + "\n");
    };
    family("choqr_follower_lag_seconds", seconds);
    family("choqr_follower_lag_records", [](const Watch::Follower& one) { return one.records; });
    family("choqr_follower_waiting",
           [](const Watch::Follower& one) { return std::uint64_t{!one.why.empty()}; });
    family("choqr_follower_failed", [](const Watch::Follower& one) { return std::uint64_t{one.failed}; });
    for (const auto& follower : state.followers)
        if (follower.name == "reports") gauge(text, "choqr_reports_lag_seconds", seconds(follower));
}

/// From the bank's time of a payment to its sound at the stall; how many stalls hear at the moment.
void add_loudspeakers(std::string& text, const Loudspeakers& loudspeakers, Instant now) {
    const auto counts = loudspeakers.count(now);
    text += "# TYPE choqr_loudspeakers gauge\n";
    for (const auto& [state, name] : {std::pair{Loudspeakers::State::mute, "mute"},
                                      {Loudspeakers::State::silent, "silent"},
                                      {Loudspeakers::State::hearing, "hearing"}})
        text += std::string{"choqr_loudspeakers{state=\""} + name + "\"} " +
                std::to_string(counts[static_cast<std::size_t>(state)]) + "\n";
    const auto delays = loudspeakers.delays();
    const std::string name{"choqr_sound_delay_milliseconds"};
    text += "# TYPE " + name + " histogram\n";
    std::uint64_t up_to = 0;
    for (std::size_t i = 0; i < SoundDelays::bounds.size(); ++i) {
        up_to += delays.each()[i];
        text += name + "_bucket{le=\"" + std::to_string(SoundDelays::bounds[i].count()) + "\"} " +
                std::to_string(up_to) + "\n";
    }
    text += name + "_bucket{le=\"+Inf\"} " + std::to_string(delays.count()) + "\n" + name + "_sum " +
            std::to_string(delays.sum().count()) + "\n" + name + "_count " + std::to_string(delays.count()) +
            "\n";
}

Response metrics(const HealthPorts& ports) {
    auto text = ports.metrics.text();
    const auto committed = ports.journal.committed().value();
    const auto applied = ports.reports.position().value();
    gauge(text, "choqr_journal_sequence", committed);
    gauge(text, "choqr_reports_lag_records", committed > applied ? committed - applied : 0);
    add_followers(text, ports.watch.state());
    for (std::size_t i = 0; i < lane_count; ++i) {
        const auto lane = static_cast<Lane>(i);
        const auto wait = ports.background.longest_wait(lane).value_or(std::chrono::nanoseconds{0});
        gauge(text, "choqr_background_" + std::string{name_of(lane)} + "_wait_seconds",
              static_cast<std::uint64_t>(whole(wait).count()));
    }
    gauge(text, "choqr_sequencer_queue", ports.sequencer.queued());
    const auto payees = ports.live.payee_alarm();
    gauge(text, "choqr_payee_changes_proposed_24h", payees.proposed);
    gauge(text, "choqr_payee_alarm_markets", payees.markets);
    gauge(text, "choqr_live_subscribers", ports.live.hub().subscribers());
    add_loudspeakers(text, ports.live.loudspeakers(), ports.clock.now());
    text += "# EOF\n";
    return text_answer(std::move(text), "application/openmetrics-text; version=1.0.0; charset=utf-8");
}

}  // namespace

void add_health_routes(const HealthPorts& ports) {
    // Many probes may come from one address; what they cost is a few microseconds each.
    const auto limit =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 1'000, .burst = 10'000});
    ports.api.add(Method::get, "/healthz", {anyone, 0, "The process is alive", limit},
                  [](const Call&) -> net::awaitable<Response> {
                      json::Writer json;
                      json.begin_object().field("status", "alive").end_object();
                      co_return json_answer(std::move(json));
                  });
    ports.api.add(Method::get, "/readyz", {anyone, 0, "It takes and answers calls", limit},
                  [ports](const Call&) -> net::awaitable<Response> { co_return ready(ports); });
    ports.api.add(Method::get, "/v1/freshness",
                  {anyone, 0, "How many seconds the reports are behind the ledger; 0: they are not", limit},
                  [ports](const Call&) -> net::awaitable<Response> { co_return freshness(ports); });
    ports.api.add(Method::get, "/metrics", {anyone, 0, "Counters as OpenMetrics", limit},
                  [ports](const Call&) -> net::awaitable<Response> { co_return metrics(ports); });
}

}  // namespace choqr::gateway
