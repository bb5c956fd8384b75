#include "api/routes/voices.hpp"

#include "api/views.hpp"
#include "problem/problem.hpp"

// What a page's loudspeaker speaks with. Public: a voice holds words and numbers, and nothing of anybody.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

Response list_of(const VoicePorts& ports, std::optional<MarketId> market) {
    return text_answer(ports.voices.now()->list(market), "application/json");
}

/// A stall nobody knows has the voices of the program, as any other without one of its market's own.
Response list_for_stall(const VoicePorts& ports, StallId id) {
    const auto stall = ports.reports.stall(id);
    const bool known = stall.has_value() && stall->has_value();
    return list_of(ports, known ? std::optional{(*stall)->market} : std::nullopt);
}

net::awaitable<Response> list(const Call& call, VoicePorts ports) {
    std::optional<Response> refusal;
    const auto market = parameter(call.request, "market_id", refusal);
    const auto stall = parameter(call.request, "stall_id", refusal);
    if (refusal) co_return *std::move(refusal);
    if (const auto id = stall ? StallId::parse(*stall) : std::nullopt)
        co_return co_await ports.api.read(call, [ports, id = *id] { return list_for_stall(ports, id); });
    co_return list_of(ports, market ? MarketId::parse(*market) : std::nullopt);
}

Response file(const Call& call, const VoicePorts& ports) {
    const auto voices = ports.voices.now();
    const auto* found = voices->find(call.request.path);
    if (found == nullptr) return problem("not_found");
    Response response;
    response.content_type = "audio/mpeg";
    response.caching = http::Caching::immutable;
    response.body = found->mp3;  // A copy: another configuration may take the voice away meanwhile.
    return response;
}

}  // namespace

void add_voice_routes(const VoicePorts& ports) {
    // After a power cut a market's screens load at once, from one address.
    const auto limit =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 200, .burst = 5'000});
    Api::RouteOptions options{
        .access = anyone,
        .summary = "The voices that a stall's or a market's loudspeakers may speak with",
        .limit = limit,
        .parameters = {{"stall_id", "Whose loudspeaker"}, {"market_id", "Or its market"}}};
    ports.api.add(Method::get, "/v1/voices", options,
                  [ports](const Call& call) { return list(call, ports); });
    options.summary = "A voice's clips, one behind the other, MP3";
    options.parameters = {};
    options.in_the_clear = http::InTheClear::answered;
    ports.api.add(Method::get, "/assets/voice/{file}", options,
                  [ports](const Call& call) -> net::awaitable<Response> { co_return file(call, ports); });
}

}  // namespace choqr::gateway
