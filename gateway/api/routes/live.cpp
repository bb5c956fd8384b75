#include <charconv>

#include "api/routes/live_places.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "base/fold.hpp"
#include "live/line_cuts.hpp"
#include "live/screens.hpp"
#include "problem/problem.hpp"

// A stall's screen: server-sent events that resume. Nothing here waits for the reports.
namespace choqr::gateway {

bool reaches(const LivePorts& ports, const Principal& caller, const StallFace& stall) {
    const auto market = ports.live.market(stall.market);
    if (!market) return false;
    const MarketPlace place{stall.market, market->province, market->commune};
    return caller.reaches(StallPlace{stall.id, place, stall.zone, stall.is_collection_point});
}

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

/// How a listener wants to be told: by a stream, or by answers that end, each asked for behind the last one.
enum class Told : std::uint8_t { as_it_comes, by_answers };

StreamLasts lasting(Told told, bool is_first, bool has_missed) {
    if (told == Told::as_it_comes) return StreamLasts::as_long_as_both_like;
    return is_first || has_missed ? StreamLasts::opening_alone : StreamLasts::until_news;
}

std::optional<Told> read_told(const Call& call, std::optional<Response>& refusal) {
    const auto poll = parameter(call.request, "poll", refusal).value_or("false");
    if (poll != "true" && poll != "false" && !refusal)
        refusal = problem("invalid_parameter", "poll is true or false.", "poll");
    if (refusal) return std::nullopt;
    return poll == "true" ? Told::by_answers : Told::as_it_comes;
}

Response stream_of(LiveScreens& live, Result<LiveScreens::Opened> opened, Told told, bool is_first) {
    if (!opened) return try_again("busy", 2);
    Response response;
    response.content_type = "text/event-stream";
    response.add_field("X-Accel-Buffering", "no");
    response.stream =
        make_live_stream(live.hub(), std::move(opened->subscription), std::move(opened->opening),
                         opened->first, lasting(told, is_first, opened->has_missed));
    return response;
}

/// Where a screen that comes back stopped; `refusal` is set if it may not, or says nonsense.
std::optional<Sequence> read_last_event(RateLimitBy<TokenId>& returns, const Call& call,
                                        std::optional<Response>& refusal) {
    const auto field = call.request.field("last-event-id");
    if (!field || field->empty()) return std::nullopt;
    const auto id = parse_id(*field);
    if (!id)
        refusal = problem("invalid_parameter", "Last-Event-ID is the id of an event of this stream.",
                          "Last-Event-ID");
    else if (!returns.admit(call.who().id))
        refusal = try_again("too_many_requests", 2);
    else
        return Sequence{*id};
    return std::nullopt;
}

/// One that only begins is told from memory; one that comes back is read from the journal.
template <class Place>
net::awaitable<Response> listen_to(LivePorts ports, const Call& call, Place place,
                                   std::optional<Sequence> last_event, Told told) {
    const LiveHub::Listener listener{call.who().id, call.caller->session};
    if (!last_event) {
        auto response = stream_of(ports.live, ports.live.open(place, listener, std::nullopt), told, true);
        if (was_revoked(ports, call)) co_return problem("invalid_token");
        co_return response;
    }
    auto returning = call;
    returning.errand.lane = Lane::replay;
    auto open = [ports, &place, listener, last_event, told] {
        return stream_of(ports.live, ports.live.open(place, listener, last_event), told, false);
    };
    auto response = co_await ports.api.in_background(returning, std::move(open));
    if (was_revoked(ports, call)) co_return problem("invalid_token");
    co_return response;
}

net::awaitable<Response> listen(LivePorts ports, RateLimitBy<TokenId>& returns, const Call& call) {
    std::optional<Response> refusal;
    const auto told = read_told(call, refusal);
    if (refusal) co_return *std::move(refusal);
    const auto last_event = read_last_event(returns, call, refusal);
    if (refusal) co_return *std::move(refusal);
    co_await taken_before(ports.clock, ports.following_live, ports.journal.committed(), hello_limit);
    const auto id = StallId::parse(call.values[0]);
    const auto stall = id ? ports.live.stall(*id) : std::nullopt;
    if (!stall || !reaches(ports, call.who(), *stall)) co_return problem("stall_not_found");
    if (ports.cuts.is_cut(stall->id, ports.clock.monotonic())) co_return try_again("busy", 1);
    auto response = co_await listen_to(ports, call, stall->id, last_event, *told);
    co_return response;
}

/// What a display was paired for; of the operator, who is none, what the query says. `refusal` is set where
/// there is nothing to hear.
std::optional<LiveHub::Heard> heard_by(const LivePorts& ports, const Call& call, MarketId market,
                                       std::optional<Response>& refusal) {
    const auto& scope = call.who().scope;
    auto stall = scope.stall;
    auto zone = scope.zone;
    if (call.who().reaches_everything()) {
        const auto stall_text = parameter(call.request, "stall_id", refusal);
        zone = folded_name(parameter(call.request, "zone", refusal).value_or(""));
        stall = stall_text ? StallId::parse(*stall_text) : std::nullopt;
    }
    if (refusal) return std::nullopt;
    const auto face = stall ? ports.live.stall(*stall) : std::nullopt;
    if (stall && (!face || face->market != market))
        refusal = problem("stall_not_found", {}, "stall_id");
    else if (!stall && zone.empty())
        refusal = problem("invalid_parameter", "Say which stall (stall_id) or zone is to be heard.", "zone");
    else
        return LiveHub::Heard{market, stall, zone};
    return std::nullopt;
}

net::awaitable<Response> listen_aloud(LivePorts ports, RateLimitBy<TokenId>& returns, const Call& call) {
    std::optional<Response> refusal;
    const auto told = read_told(call, refusal);
    if (refusal) co_return *std::move(refusal);
    const auto last_event = read_last_event(returns, call, refusal);
    if (refusal) co_return *std::move(refusal);
    co_await taken_before(ports.clock, ports.following_live, ports.journal.committed(), hello_limit);
    const auto market = MarketId::parse(call.values[0]);
    const bool is_theirs = market && (call.who().reaches_everything() || call.who().device_of == market);
    if (!is_theirs || !ports.live.market(*market)) co_return problem("market_not_found");
    const auto heard = heard_by(ports, call, *market, refusal);
    if (!heard) co_return *std::move(refusal);
    auto response = co_await listen_to(ports, call, *heard, last_event, *told);
    co_return response;
}

}  // namespace

void add_live_routes(const LivePorts& ports) {
    // What a screen missed may be a long answer, written on the threads that notices come by. A page that
    // lost its line tries every half second at most, and a stall has a few screens.
    const auto returns =
        std::make_shared<RateLimitBy<TokenId>>(ports.clock, RateLimits{.per_second = 10, .burst = 100});
    const http::Parameter poll{
        "poll",
        "true: the answer ends with the first news, or after 15 s; for lines on which a stream "
        "arrives late"};
    ports.api.add(Method::get, "/v1/stalls/{id}/live",
                  taking({poll}, {Capability::hear_payments, 0,
                                  "Server-sent events of a stall; Last-Event-ID resumes"}),
                  [ports, returns](const Call& call) { return listen(ports, *returns, call); });
    ports.api.add(
        Method::get, "/v1/markets/{id}/live",
        taking({{"stall_id", "Of whoever is no display: which stall's payments"},
                {"zone", "The same: which zone's"},
                poll},
               {Capability::hear_aloud, 0,
                "Server-sent events of a display: how much came to which stall; Last-Event-ID resumes"}),
        [ports, returns](const Call& call) { return listen_aloud(ports, *returns, call); });
}

}  // namespace choqr::gateway
