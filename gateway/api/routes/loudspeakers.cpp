#include <algorithm>

#include "api/bodies.hpp"
#include "api/routes/live_places.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "live/screens.hpp"
#include "problem/problem.hpp"

// Whether stalls hear their money: their loudspeakers say so, the board sees who has fallen silent, and how
// long it took from the bank's time to the sound (docs/decisions/0709). Nothing here waits for the reports.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::size_t sounded_max = 50;
constexpr std::int64_t ago_max_ms = 3'600'000;

struct Sounded {
    Sequence event;
    std::chrono::milliseconds ago;
};
struct Said {
    bool has_sound = false, leaves = false;
    std::vector<Sounded> sounded;
};

std::optional<Said> read_said(const http::Request& request, Response& refusal) {
    const auto body = json_body(request, refusal);
    if (!body) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"sound", "leaves", "sounded"});
    Said said;
    said.has_sound = fields.optional_boolean("sound").value_or(false);
    said.leaves = fields.optional_boolean("leaves").value_or(false);
    for (const auto& one : fields.objects("sounded", sounded_max)) {
        const auto event = one.integer("sequence", 0, INT64_MAX - 1);
        const auto ago = one.integer("ago_ms", 0, ago_max_ms);
        if (event && ago)
            said.sounded.push_back(
                {Sequence{static_cast<std::uint64_t>(*event)}, std::chrono::milliseconds{*ago}});
    }
    if (!complaint) return said;
    refusal = problem(*complaint);
    return std::nullopt;
}

void note_sounded(const LivePorts& ports, const StallFace& stall, TokenId by, const Said& said) {
    const auto now = ports.clock.now();
    for (const auto& [event, ago] : said.sounded) {
        const auto booked = ports.live.booked_at(stall.id, event);
        if (!booked) continue;
        const auto delay = std::chrono::duration_cast<std::chrono::milliseconds>(now - ago - *booked);
        ports.live.loudspeakers().heard(stall.market, stall.id, by, event, delay, now);
    }
}

Response note(const LivePorts& ports, const Call& call) {
    Response response;
    const auto said = read_said(call.request, response);
    if (!said) return response;
    const auto id = StallId::parse(call.values[0]);
    const auto stall = id ? ports.live.stall(*id) : std::nullopt;
    if (!stall || !reaches(ports, call.who(), *stall)) return problem("stall_not_found");
    const auto by = call.who().id;
    auto& loudspeakers = ports.live.loudspeakers();
    if (said->leaves)
        loudspeakers.leaves(stall->market, stall->id, by);
    else
        loudspeakers.says(stall->market, stall->id, by, said->has_sound, ports.clock.now());
    note_sounded(ports, *stall, by, *said);
    response.status = 204;
    return response;
}

std::string_view name_of(Loudspeakers::State state) {
    switch (state) {
        case Loudspeakers::State::off:
            return "off";
        case Loudspeakers::State::mute:
            return "mute";
        case Loudspeakers::State::silent:
            return "silent";
        case Loudspeakers::State::hearing:
            return "hearing";
    }
    return {};
}

void write_delays(json::Writer& json, const SoundDelays& delays) {
    const auto ms = [&delays](double part) -> std::optional<std::int64_t> {
        const auto value = delays.quantile(part);
        return value ? std::optional{value->count()} : std::nullopt;
    };
    json.key("sounded").begin_object().field("count", delays.count());
    json.field("p50_ms", ms(0.5)).field("p95_ms", ms(0.95)).end_object();
}

/// Those that the caller reaches, whoever needs help first.
Response list(const LivePorts& ports, const Call& call) {
    const auto id = MarketId::parse(call.values[0]);
    const auto market = id ? ports.live.market(*id) : std::nullopt;
    if (!market || !call.who().reaches(MarketPlace{*id, market->province, market->commune}))
        return problem("market_not_found");
    const auto now = ports.clock.now();
    auto stalls = ports.live.loudspeakers().of(*id, now);
    std::ranges::stable_sort(stalls, [](const auto& a, const auto& b) {
        const auto urgency = [](const auto& one) { return one.second.state == Loudspeakers::State::silent; };
        return urgency(a) > urgency(b);
    });
    json::Writer json;
    json.begin_object().key("items").begin_array();
    for (const auto& [stall_id, heard] : stalls) {
        const auto stall = ports.live.stall(stall_id);
        if (!stall || !reaches(ports, call.who(), *stall)) continue;
        json.begin_object().field("stall_id", stall_id.text()).field("code", stall->code);
        json.field("zone", stall->zone).field("state", name_of(heard.state));
        json.field("last_at", format_rfc3339(heard.last)).end_object();
    }
    json.end_array();
    write_delays(json, ports.live.loudspeakers().delays(*id, now));
    json.end_object();
    return json_answer(std::move(json));
}

}  // namespace

void add_loudspeaker_routes(const LivePorts& ports) {
    ports.api.add(Method::post, "/v1/stalls/{id}/loudspeaker",
                  {Capability::hear_payments, json_body_bytes_max,
                   "A loudspeaker says that it is there, every 20 s, and which payments it has sounded"},
                  [ports](const Call& call) -> net::awaitable<Response> { co_return note(ports, call); });
    ports.api.add(Method::get, "/v1/markets/{id}/loudspeakers",
                  {Capability::list_stalls, 0,
                   "Stalls whose loudspeaker is heard, mute, or has fallen silent for more than 60 s"},
                  [ports](const Call& call) -> net::awaitable<Response> { co_return list(ports, call); });
}

}  // namespace choqr::gateway
