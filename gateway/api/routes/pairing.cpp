#include "api/routes/pairing.hpp"
#include "access/tokens.hpp"
#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "live/screens.hpp"
#include "problem/problem.hpp"
#include "qr/svg.hpp"
#include "qr/symbol.hpp"
#include "world/random.hpp"

// Phones of people without an account: a code is shown, a phone scans it and is a device of the stall from
// then on, until somebody revokes it (docs/decisions/0633).
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::chrono::milliseconds answer_limit{10'000};
constexpr std::chrono::milliseconds live_limit{2'000};
constexpr std::size_t name_code_points_max = 60;
constexpr std::size_t code_bytes_max = 64;

/// `{"role"}`, or no body at all: the first phone of a stall is its owner's.
std::optional<book::Role> read_role(const http::Request& request, Response& refusal) {
    if (request.body.empty()) return book::Role::owner;
    const auto body = json_body(request, refusal);
    if (!body) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"role"});
    const auto role = fields.has("role") ? fields.one_of("role", {"owner", "helper"}) : std::nullopt;
    if (!complaint) return role == 1 ? book::Role::helper : book::Role::owner;
    refusal = problem(*complaint);
    return std::nullopt;
}

net::awaitable<Response> show_code(PairingPorts ports, const Call& call) {
    Response refusal;
    const auto role = read_role(call.request, refusal);
    if (!role) co_return refusal;
    std::optional<merchants::Stall> stall;
    bool is_set_up = false;
    auto look_up = [ports, &call, &stall, &is_set_up] {
        stall = ports.api.visible_stall(call, call.values[0]);
        // Whoever sets stalls up has no business with one that is. The book has the last word.
        const bool pairs_first_alone = !call.who().may(Capability::pair_devices);
        is_set_up = stall && pairs_first_alone && !ports.reports.devices(stall->id).value().empty();
    };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!stall) co_return problem("stall_not_found");
    if (stall->status == merchants::StallStatus::closed) co_return problem("stall_closed");
    if (auto wait = ports.api.too_many_changes(call)) co_return *std::move(wait);
    if (is_set_up) co_return problem("stall_has_devices");
    const PairingCodes::Offer offer{stall->id, *role, call.who().id};
    const auto shown = ports.devices.codes.show(offer, ports.clock.now(), ports.random);
    if (!shown) co_return try_again("busy", 30);
    co_return shown_code(ports, call, *shown, offer);
}

Response refuse_code(PairingCodes::Wrong wrong) {
    switch (wrong) {
        case PairingCodes::Wrong::unknown:
            return problem("pairing_code_unknown", {}, "code");
        case PairingCodes::Wrong::used:
            return problem("pairing_code_used", {}, "code");
        case PairingCodes::Wrong::expired:
            return problem("pairing_code_expired", {}, "code");
    }
    return problem("pairing_code_unknown", {}, "code");
}

/// Another cookie would push one of the others out, and nobody would be told.
bool has_all_places_that_it_may(const PairingPorts& ports, const Call& call, const DevicePlace& place) {
    const auto cookies = ports.devices.cookies.read(call.request.fields);
    return cookies.size() >= DeviceCookies::places_max &&
           std::ranges::find(cookies, place, &DeviceCookie::place) == cookies.end();
}

void write_market_device(json::Writer& json, const PairingCodes::Offer& offer) {
    json.field("market_id", offer.place.text());
    if (offer.stall) json.field("stall_id", offer.stall->text());
    if (offer.zone) json.field("zone", *offer.zone);
    if (offer.shows) json.field("shows", book::name_of(*offer.shows));
    if (offer.day_ends) json.field("ends_at", format_rfc3339(*offer.day_ends));
}

Response paired(const PairingPorts& ports, const PairingCodes::Offer& offer, TokenId id,
                const std::string& name, const std::string& secret) {
    ports.devices.last_seen.note(id, ports.clock.now());
    json::Writer json;
    json.begin_object().field("id", id.text());
    if (offer.place.stall())
        json.field("stall_id", offer.place.text());
    else
        write_market_device(json, offer);
    json.field("role", book::name_of(offer.role)).field("name", name).end_object();
    auto response = json_answer(std::move(json), 201);
    response.add_field("Set-Cookie", ports.devices.cookies.set(offer.place, secret));
    return response;
}

book::Ask ask_to_pair(const PairingCodes::Offer& offer, const std::string& name, const Hash& secret) {
    if (const auto stall = offer.place.stall())
        return book::PairDevice{*stall, offer.role, name, offer.shown_by, secret};
    return book::PairMarketDevice{.market = *offer.place.market(),
                                  .role = offer.role,
                                  .stall = offer.stall,
                                  .zone = offer.zone,
                                  .shows = offer.shows,
                                  .name = name,
                                  .paired_by = offer.shown_by,
                                  .secret_hash = secret,
                                  .ends_at = offer.day_ends};
}

net::awaitable<Response> let_in(PairingPorts ports, PairingCodes::Offer offer, std::string code,
                                std::string name) {
    const auto secret = make_token(ports.random);
    book::Command command{ask_to_pair(offer, name, hash_of_token(secret)), offer.shown_by.text(),
                          std::nullopt};
    const auto outcome = co_await submit(ports.clock, ports.sequencer, std::move(command), answer_limit);
    // Any other error leaves open whether it is recorded: then the code is used up.
    if (!outcome && outcome.error() == sequencer::errc::queue_full) ports.devices.codes.give_back(code);
    if (!outcome) co_return Api::not_taken(outcome.error());
    const auto* refusal = std::get_if<book::Refusal>(&*outcome);
    // Whoever showed the code may do so no more: it is as if it had not been shown.
    const bool may_no_more =
        refusal && (*refusal == book::Refusal::token_not_found || *refusal == book::Refusal::caller_ended);
    if (may_no_more) co_return problem("pairing_code_expired", {}, "code");
    if (refusal) co_return problem(*refusal);
    const TokenId id{std::get<book::Recorded>(*outcome).sequence};
    co_await ports.api.knows_all_principals();
    co_return paired(ports, offer, id, name, secret);
}

// Log-in, too, is not for other sites: they would have the phone listen to another stall. A program says
// nothing of where it is; a form of another site cannot send JSON.
net::awaitable<Response> pair(PairingPorts ports, const Call& call) {
    if (ports.devices.origin.caller_of(call.request) == Origin::Caller::other_site)
        co_return problem("cross_site_call");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"code", "name"});
    const auto code = fields.text("code", code_bytes_max);
    auto name = label(fields, "name", name_code_points_max);
    if (complaint) co_return problem(*complaint);
    auto taken = ports.devices.codes.take(*code, ports.clock.now());
    if (const auto* wrong = std::get_if<PairingCodes::Wrong>(&taken)) co_return refuse_code(*wrong);
    const auto offer = std::get<PairingCodes::Offer>(taken);
    if (has_all_places_that_it_may(ports, call, offer.place)) {
        ports.devices.codes.give_back(*code);
        co_return problem("too_many_stalls");
    }
    auto response = co_await let_in(ports, offer, *code, *std::move(name));
    co_return response;
}

Response list_devices(const PairingPorts& ports, const Call& call) {
    const auto stall = ports.api.visible_stall(call, call.values[0]);
    if (!stall) return problem("stall_not_found");
    const auto devices = ports.reports.devices(stall->id).value();
    const DeviceNames names{is_shown_vendor(call.who(), *stall)};
    return list_answer(
        devices, devices.size(),
        [&](json::Writer& json, const auto& device) {
            json.begin_object();
            write_device_members(ports, json, device, names);
            json.end_object();
        },
        [](const auto& device) { return device.id.value(); });
}

bool reaches(const PairingPorts& ports, const Principal& caller, const StallFace& stall) {
    const auto market = ports.live.market(stall.market);
    if (!market) return false;
    const MarketPlace place{stall.market, market->province, market->commune};
    return caller.reaches(StallPlace{stall.id, place, stall.zone, stall.is_collection_point});
}

// One that it is itself, too: a phone that is given away takes itself out.
net::awaitable<Response> revoke_device(PairingPorts ports, const Call& call) {
    const auto stall = StallId::parse(call.values[0]);
    auto face = stall ? ports.live.stall(*stall) : std::nullopt;
    if (stall && !face) {  // It may have been registered a moment ago.
        const bool read =
            co_await taken_before(ports.clock, ports.following_live, ports.journal.committed(), live_limit);
        face = ports.live.stall(*stall);
        if (!face && !read) co_return try_again("follower_behind", 2);
    }
    if (!face || !reaches(ports, call.who(), *face)) co_return problem("stall_not_found");
    const auto id = TokenId::parse(call.values[1]);
    const bool knows_all = co_await ports.api.knows_all_principals();
    const auto device = id ? ports.principals.find(*id) : nullptr;
    if (!device && !knows_all) co_return try_again("follower_behind", 2);
    if (!device || !book::is_stall_device(device->role) || device->scope.stall != stall)
        co_return problem("device_not_found");
    auto response = co_await end_device(ports, call, *stall, *id);
    co_return response;
}

}  // namespace

Response shown_code(const PairingPorts& ports, const Call& call, const PairingCodes::Shown& shown,
                    const PairingCodes::Offer& offer) {
    // The page says what the phone is to be; what it will be, the code alone says.
    const auto as = offer.place.market() ? "?as=" + std::string{book::name_of(offer.role)} : std::string{};
    const auto payload = ports.devices.origin.base_url(call.request) + "/pair" + as + "#" + shown.code;
    const auto symbol = qr::Symbol::make(payload);
    json::Writer json;
    json.begin_object().field("code", shown.code).field("qr_payload", payload);
    json.field("qr_svg", symbol ? std::optional{qr::to_svg(*symbol)} : std::nullopt);
    json.field("role", book::name_of(offer.role)).field("expires_at", format_rfc3339(shown.expires_at));
    json.end_object();
    return json_answer(std::move(json), 201);
}

void write_device_members(const PairingPorts& ports, json::Writer& json, const reports::DeviceRow& device,
                          const DeviceNames& names) {
    const auto seen = ports.devices.last_seen.of(device.id);
    const bool by_device = book::is_stall_device(device.paired_by_role);
    json.field("id", device.id.text()).field("name", names.of(device.name));
    json.field("role", book::name_of(device.role)).key("paired_by").begin_object();
    json.field("id", device.paired_by.text()).field("role", book::name_of(device.paired_by_role));
    json.field("name", names.of(device.paired_by_name, by_device)).end_object();
    json.field("paired_at", format_rfc3339(device.paired_at));
    json.field("last_seen_at", seen ? std::optional{format_rfc3339(*seen)} : std::nullopt);
    json.field("listening", ports.live.hub().listens(device.id));
}

net::awaitable<Response> end_device(PairingPorts ports, const Call& call, DevicePlace place, TokenId device) {
    book::Ask ask = book::RevokeToken{device};
    const bool is_own = call.cookie && call.who().id == device;
    auto render = [ports, device, place, is_own](Api::Done) {
        ports.principals.revoke(device);
        ports.devices.last_seen.forget(device);
        Response response;
        response.status = 204;
        if (is_own) response.add_field("Set-Cookie", ports.devices.cookies.end(place));
        return response;
    };
    auto response = co_await ports.api.execute_at_once(call, std::move(ask), std::move(render));
    co_return response;
}

void add_pairing_routes(const PairingPorts& ports) {
    ports.api.add(Method::post, "/v1/stalls/{id}/pairing",
                  {Capability::pair_first_phones, json_body_bytes_max,
                   "Show a code by which one phone becomes the stall's device, within five minutes"},
                  [ports](const Call& call) { return show_code(ports, call); });
    // Nobody guesses 128 bits; but each guess costs a hash, and each phone that is let in a record.
    const auto limit =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 5, .burst = 100});
    ports.api.add(
        Method::post, "/v1/pair",
        {anyone, json_body_bytes_max, "Become a stall's or a market's device; sets its cookie", limit},
        [ports](const Call& call) { return pair(ports, call); });
    ports.api.add(Method::get, "/v1/stalls/{id}/devices",
                  {Capability::pair_devices, 0, "The stall's devices: who paired them, when they were seen"},
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return list_devices(ports, call); });
                  });
    ports.api.add(Method::delete_, "/v1/stalls/{id}/devices/{device}",
                  {Capability::pair_devices, 0, "Revoke a device, at once and for ever"},
                  [ports](const Call& call) { return revoke_device(ports, call); });
}

}  // namespace choqr::gateway
