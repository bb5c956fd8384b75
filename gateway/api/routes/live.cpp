#include <charconv>

#include "api/routes/routes.hpp"
#include "live/screens.hpp"
#include "problem/problem.hpp"

// A stall's screen: server-sent events that resume. Nothing here waits for the reports.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

// What the caller was told by another call is in the screen's first words; when live is late, it says so.
constexpr std::chrono::milliseconds hello_limit{1'000};

std::optional<std::uint64_t> parse_id(std::string_view text) {
    std::uint64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() ||
        value >= INT64_MAX)
        return std::nullopt;
    return value;
}

// A revocation ends the subscriptions that are there; one that came while this call was on its way asks
// again.
bool was_revoked(const LivePorts& ports, const Call& call) {
    return !ports.principals.is_current(*call.caller);
}

Response open_stream(LiveScreens& live, const Call& call, StallId stall, std::optional<Sequence> last_event) {
    auto opened = live.open(stall, {call.who().id, call.caller->session}, last_event);
    if (!opened) return try_again("busy", 2);
    Response response;
    response.content_type = "text/event-stream";
    response.add_field("X-Accel-Buffering", "no");
    response.stream = make_live_stream(live.hub(), std::move(opened->subscription),
                                       std::move(opened->opening), opened->first);
    return response;
}

net::awaitable<Response> listen(LivePorts ports, RateLimitBy<TokenId>& returns, const Call& call) {
    std::optional<Sequence> last_event;
    if (const auto field = call.request.field("last-event-id"); field && !field->empty()) {
        const auto id = parse_id(*field);
        if (!id)
            co_return problem("invalid_parameter", "Last-Event-ID is the id of an event of this stream.",
                              "Last-Event-ID");
        last_event = Sequence{*id};
        if (!returns.admit(call.who().id)) co_return try_again("too_many_requests", 2);
    }
    co_await taken_before(ports.clock, ports.following_live, ports.journal.committed(), hello_limit);
    const auto id = StallId::parse(call.values[0]);
    const auto stall = id ? ports.live.stall(*id) : std::nullopt;
    if (!stall || !call.who().reaches(stall->id, stall->market)) co_return problem("stall_not_found");
    // One that only begins is told from memory; one that comes back is read from the journal.
    if (!last_event) {
        auto response = open_stream(ports.live, call, *id, std::nullopt);
        if (was_revoked(ports, call)) co_return problem("invalid_token");
        co_return response;
    }
    auto returning = call;
    returning.errand.lane = Lane::replay;
    auto open = [ports, &call, id = *id, last_event] {
        return open_stream(ports.live, call, id, last_event);
    };
    auto response = co_await ports.api.in_background(returning, std::move(open));
    if (was_revoked(ports, call)) co_return problem("invalid_token");
    co_return response;
}

}  // namespace

void add_live_routes(const LivePorts& ports) {
    // What a screen missed may be a long answer, written on the threads that notices come by. A page that
    // lost its line tries every half second at most, and a stall has a few screens.
    const auto returns =
        std::make_shared<RateLimitBy<TokenId>>(ports.clock, RateLimits{.per_second = 10, .burst = 100});
    ports.api.add(Method::get, "/v1/stalls/{id}/live",
                  {Capability::hear_payments, 0, "Server-sent events of a stall; Last-Event-ID resumes"},
                  [ports, returns](const Call& call) { return listen(ports, *returns, call); });
}

}  // namespace choqr::gateway
