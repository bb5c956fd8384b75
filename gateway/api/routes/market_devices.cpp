#include "api/bodies.hpp"
#include "api/routes/pairing.hpp"
#include "api/routes/zones.hpp"
#include "api/views.hpp"
#include "live/screens.hpp"
#include "problem/problem.hpp"

// Devices of a market: displays, each with one thing that it may read, and volunteers' phones, each for one
// business day (docs/decisions/0638).
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

struct Wanted {
    book::Role role = book::Role::display;
    std::optional<StallId> stall;
    std::optional<std::string> zone;
    std::optional<book::Shows> shows;
    bool anew = false;
};

void read_display(const json::Fields& fields, Wanted& wanted) {
    const auto shows = fields.one_of("shows", {"payments", "counts"});
    const auto stall = fields.optional_text("stall_id", 32);
    if (shows) wanted.shows = *shows == 0 ? book::Shows::payments : book::Shows::counts;
    if (stall) wanted.stall = StallId::parse(*stall);
    if (stall && !wanted.stall)
        fields.complain("stall_id", json::Wrong::not_allowed, "is not a stall's id", "không phải mã quầy");
    const auto places = static_cast<int>(stall.has_value()) + static_cast<int>(wanted.zone.has_value());
    if (wanted.shows == book::Shows::payments && places != 1)
        fields.complain("zone", json::Wrong::not_allowed,
                        "or stall_id must say whose payments it tells, the one or the other",
                        "hoặc stall_id phải cho biết báo tiền của khu nào hay quầy nào");
    if (wanted.shows == book::Shows::counts && places != 0)
        fields.complain("zone", json::Wrong::not_allowed, "and stall_id do not go with a market's counts",
                        "và stall_id không đi cùng số liệu cả chợ");
}

std::optional<Wanted> read_wanted(const http::Request& request, Response& refusal) {
    const auto body = json_body(request, refusal);
    if (!body) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only(
        {"role", "zone", "anew", "stall_id", "shows"});  // What no device of a market has is named first.
    const auto role = fields.one_of("role", {"display", "volunteer"});
    Wanted wanted{.role = role == 1 ? book::Role::volunteer : book::Role::display,
                  .stall = {},
                  .zone = optional_label(fields, "zone"),
                  .shows = {}};
    if (role == 1) {
        fields.only({"role", "zone", "anew"});
        wanted.anew = fields.optional_boolean("anew").value_or(false);
    } else {
        fields.only({"role", "zone", "stall_id", "shows"});
        read_display(fields, wanted);
    }
    if (!complaint) return wanted;
    refusal = problem(*complaint);
    return std::nullopt;
}

Instant end_of_business_day(Instant now, std::chrono::minutes cutoff) {
    const auto today = std::chrono::sys_days{business_day(now, cutoff)};
    return business_day_begin(Day{today + std::chrono::days{1}}, cutoff);
}

/// What a code would let in; else why none is shown.
std::optional<PairingCodes::Offer> offer_of(const PairingPorts& ports, const Call& call, Wanted wanted,
                                            Response& refusal) {
    const auto market = ports.api.visible_market(call, call.values[0]);
    if (!market) return refusal = problem("market_not_found"), std::nullopt;
    PairingCodes::Offer offer{market->id, wanted.role, call.who().id};
    offer.shows = wanted.shows;
    offer.zone = wanted.zone;
    if (wanted.role == book::Role::volunteer)
        offer.day_ends = end_of_business_day(ports.clock.now(), market->business_day_cutoff);
    if (wanted.shows == book::Shows::payments && wanted.zone) {
        offer.zone = zone_as_written(ports.reports, market->id, *wanted.zone);
        if (!offer.zone) return refusal = problem("zone_not_found", {}, "zone"), std::nullopt;
    }
    if (wanted.stall) {
        const auto stall = ports.api.visible_stall(call, wanted.stall->text());
        if (!stall || stall->market != market->id)
            return refusal = problem("stall_not_found", {}, "stall_id"), std::nullopt;
        offer.stall = stall->id;
    }
    return offer;
}

net::awaitable<Response> show_code(PairingPorts ports, const Call& call) {
    Response refusal;
    const auto wanted = read_wanted(call.request, refusal);
    if (!wanted) co_return refusal;
    std::optional<PairingCodes::Offer> offer;
    auto look_up = [ports, &call, &wanted, &offer, &refusal] {
        offer = offer_of(ports, call, *wanted, refusal);
    };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!offer) co_return refusal;
    if (auto wait = ports.api.too_many_changes(call)) co_return *std::move(wait);
    const auto shown = ports.devices.codes.show(*offer, ports.clock.now(), ports.random, wanted->anew);
    if (!shown) co_return try_again("busy", 30);
    co_return shown_code(ports, call, *shown, *offer);
}

void write_market_device(const PairingPorts& ports, json::Writer& json, const reports::MarketDeviceRow& row) {
    json.begin_object();
    write_device_members(ports, json, row.device);
    json.field("stall_id", row.stall ? std::optional{row.stall->text()} : std::nullopt);
    json.field("zone", row.zone);
    json.field("shows", row.shows ? std::optional{book::name_of(*row.shows)} : std::nullopt);
    json.field("ends_at", row.ends_at ? std::optional{format_rfc3339(*row.ends_at)} : std::nullopt);
    json.end_object();
}

Response list_devices(const PairingPorts& ports, const Call& call) {
    const auto market = ports.api.visible_market(call, call.values[0]);
    if (!market) return problem("market_not_found");
    const auto rows = ports.reports.devices(market->id, ports.clock.now()).value();
    return list_answer(
        rows, rows.size(),
        [&ports](json::Writer& json, const auto& row) { write_market_device(ports, json, row); },
        [](const auto& row) { return row.device.id.value(); });
}

net::awaitable<Response> revoke_device(PairingPorts ports, const Call& call) {
    const auto market = MarketId::parse(call.values[0]);
    if (!market || !call.who().reaches_all_of(*market)) co_return problem("market_not_found");
    const auto id = TokenId::parse(call.values[1]);
    const bool read = co_await ports.api.knows_all_principals();
    const auto device = id ? ports.principals.find(*id) : nullptr;
    if (!device && !read) co_return try_again("follower_behind", 2);
    if (!device || device->device_of != market) co_return problem("device_not_found");
    auto response = co_await end_device(ports, call, *market, *id);
    co_return response;
}

}  // namespace

void add_market_device_routes(const PairingPorts& ports) {
    ports.api.add(Method::post, "/v1/markets/{id}/pairing",
                  {Capability::pair_market_devices, json_body_bytes_max,
                   "Show a code for a display, or the code of the day for volunteers"},
                  [ports](const Call& call) { return show_code(ports, call); });
    ports.api.add(Method::get, "/v1/markets/{id}/devices",
                  {Capability::pair_market_devices, 0, "The market's displays and volunteers' phones"},
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return list_devices(ports, call); });
                  });
    ports.api.add(Method::delete_, "/v1/markets/{id}/devices/{device}",
                  {Capability::pair_market_devices, 0, "Revoke one of them, at once and for ever"},
                  [ports](const Call& call) { return revoke_device(ports, call); });
}

}  // namespace choqr::gateway
