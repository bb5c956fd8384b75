#include <charconv>

#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "problem/problem.hpp"

// Markets, and the stalls registered in one.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

/// "#RRGGBB".
std::optional<std::uint32_t> read_colour(const json::Fields& fields) {
    const auto text = fields.optional_text("colour", 7);
    if (!text) return std::nullopt;
    std::uint32_t colour = 0;
    const auto* end = text->data() + text->size();
    const bool is_shaped = text->size() == 7 && text->front() == '#';
    const auto parsed =
        is_shaped ? std::from_chars(text->data() + 1, end, colour, 16) : std::from_chars_result{};
    if (is_shaped && parsed.ec == std::errc{} && parsed.ptr == end) return colour;
    fields.complain("colour", json::Wrong::not_allowed, "must be #RRGGBB", "phải có dạng #RRGGBB");
    return std::nullopt;
}

net::awaitable<Response> register_market(MarketPorts ports, const Call& call) {
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"name", "code", "province", "commune", "business_day_cutoff", "kind"});
    book::RegisterMarket market;
    market.name = label(fields, "name").value_or("");
    market.code = market_code(fields, "code").value_or("");
    market.province = optional_label(fields, "province").value_or("");
    market.commune = optional_label(fields, "commune").value_or("");
    if (const auto cutoff = fields.optional_text("business_day_cutoff", 5)) {
        const auto minutes = parse_cutoff(*cutoff);
        if (!minutes)
            fields.complain("business_day_cutoff", json::Wrong::not_allowed,
                            "must be a local time, 00:00 to 23:59");
        market.business_day_cutoff = minutes.value_or(std::chrono::minutes{0});
    }
    if (fields.has("kind"))
        market.kind =
            static_cast<merchants::PlaceKind>(fields.one_of("kind", {"market", "hamlets"}).value_or(0));
    if (complaint) co_return problem(*complaint);
    auto render = [ports](Api::Done done) {
        json::Writer json;
        write(json, ports.reports.market(MarketId{done.sequence}).value().value());
        return json_answer(std::move(json), done.created ? 201 : 200);
    };
    book::Ask ask = std::move(market);
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

net::awaitable<Response> change_market(MarketPorts ports, const Call& call) {
    const auto market = MarketId::parse(call.values[0]);
    if (!market) co_return problem("market_not_found");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"watch_days", "stalls_max", "payee_delay_hours", "colour"});
    book::ChangeMarket change{*market, std::nullopt};
    if (const auto days =
            fields.optional_integer("watch_days", 0, merchants::Market::watch_period_max.count()))
        change.watch_period = std::chrono::days{*days};
    if (const auto stalls = fields.optional_integer("stalls_max", 1, merchants::Market::stalls_max_limit))
        change.stalls_max = static_cast<std::uint32_t>(*stalls);
    if (const auto hours =
            fields.optional_integer("payee_delay_hours", 0, merchants::Market::payee_delay_max.count()))
        change.payee_delay = std::chrono::hours{*hours};
    change.colour = read_colour(fields);
    if (complaint) co_return problem(*complaint);
    auto render = [ports, id = *market](Api::Done) {
        json::Writer json;
        write(json, ports.reports.market(id).value().value());
        return json_answer(std::move(json));
    };
    book::Ask ask = change;
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

/// The first `wanted` behind `after` that the caller reaches.
std::vector<merchants::Market> reached_markets(const MarketPorts& ports, const Principal& caller,
                                               std::optional<MarketId> after, std::size_t wanted) {
    std::vector<merchants::Market> reached;
    for (;;) {
        auto some = ports.reports.markets(after, wanted).value();
        const bool was_last = some.size() < wanted;
        if (!some.empty()) after = some.back().id;
        for (auto& market : some)
            if (reached.size() < wanted && caller.reaches(place_of(market)))
                reached.push_back(std::move(market));
        if (was_last || reached.size() == wanted) return reached;
    }
}

/// The same of a market's stalls, in aisle order.
std::vector<merchants::Stall> reached_stalls(const MarketPorts& ports, const Principal& caller,
                                             const merchants::Market& market, std::optional<StallId> after,
                                             std::size_t wanted) {
    std::vector<merchants::Stall> reached;
    for (;;) {
        auto some = ports.reports.stalls(market.id, after, wanted).value();
        const bool was_last = some.size() < wanted;
        if (!some.empty()) after = some.back().id;
        for (auto& stall : some)
            if (reached.size() < wanted && caller.reaches(place_of(stall, market)))
                reached.push_back(std::move(stall));
        if (was_last || reached.size() == wanted) return reached;
    }
}

Response list_markets(const MarketPorts& ports, const Call& call) {
    Response refusal;
    const auto page = page_query(call.request, refusal);
    if (!page) return refusal;
    const auto& caller = call.who();
    std::vector<merchants::Market> markets;
    if (caller.reaches_everything() || caller.scope.is_by_area()) {
        const auto after = page->after ? std::optional{MarketId::from_value(*page->after)} : std::nullopt;
        markets = reached_markets(ports, caller, after, page->limit + 1);
    } else if (caller.scope.market) {
        if (auto own = ports.reports.market(*caller.scope.market).value()) markets.push_back(*std::move(own));
    }
    return list_answer(
        markets, page->limit, [](json::Writer& json, const auto& market) { write(json, market); },
        [](const auto& market) { return market.id.value(); });
}

Response show_market(const MarketPorts& ports, const Call& call) {
    // A vendor sees the market of its own stall: its business day is the vendor's too.
    std::optional<merchants::Market> market = ports.api.visible_market(call, call.values[0]);
    if (!market && call.who().scope.stall) {
        const auto stall = ports.reports.stall(*call.who().scope.stall).value();
        if (stall && stall->market.text() == call.values[0])
            market = ports.reports.market(stall->market).value();
    }
    if (!market) return problem("market_not_found");
    json::Writer json;
    write(json, *market);
    return json_answer(std::move(json));
}

Response list_stalls(const MarketPorts& ports, const Call& call) {
    const auto market = ports.api.visible_market(call, call.values[0]);
    if (!market) return problem("market_not_found");
    Response refusal;
    const auto page = page_query(call.request, refusal);
    if (!page) return refusal;
    const auto after = page->after ? std::optional{StallId::from_value(*page->after)} : std::nullopt;
    const auto stalls = reached_stalls(ports, call.who(), *market, after, page->limit + 1);
    return list_answer(
        stalls, page->limit,
        [ports, &call](json::Writer& json, const auto& stall) {
            write(json, shown_to(call.who(), stall), ports.public_ids);
        },
        [](const auto& stall) { return stall.id.value(); });
}

net::awaitable<Response> register_stall(MarketPorts ports, const Call& call) {
    const auto market = MarketId::parse(call.values[0]);
    if (!market || !call.who().reaches(MarketPlace{*market})) co_return problem("market_not_found");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"kind", "code", "zone", "goods", "vendor", "accounts", "consent"});
    book::RegisterStall stall{
        .market = *market, .kind = {}, .code = {}, .zone = {}, .goods = {}, .vendor = {}, .accounts = {}};
    stall.code = stall_code(fields, "code").value_or("");
    stall.zone = optional_label(fields, "zone").value_or("");
    stall.goods = optional_label(fields, "goods").value_or("");
    if (fields.has("kind"))
        stall.kind = static_cast<merchants::PointKind>(
            fields.one_of("kind", {"stall", "collection_point"}).value_or(0));
    stall.vendor = read_vendor(fields);
    stall.accounts = read_accounts(fields).value_or(std::vector<merchants::Account>{});
    if (const auto given = fields.optional_object("consent"))
        stall.consent = read_consent(*given, call.who());
    if (complaint) co_return problem(*complaint);
    if (!is_own_zone(call.who(), stall.zone)) co_return problem("other_zone", {}, "zone");
    auto render = [ports, &call](Api::Done done) {
        auto recorded = ports.reports.stall(StallId{done.sequence}).value().value();
        json::Writer json;
        write(json, shown_to(call.who(), std::move(recorded)), ports.public_ids);
        return json_answer(std::move(json), done.created ? 201 : 200);
    };
    book::Ask ask = std::move(stall);
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

}  // namespace

void add_market_routes(const MarketPorts& ports) {
    ports.api.add(Method::post, "/v1/markets",
                  {Capability::manage_markets, json_body_bytes_max, "Register a market, or hamlets: kind"},
                  [ports](const Call& call) { return register_market(ports, call); });
    ports.api.add(
        Method::get, "/v1/markets",
        taking({limit_parameter, cursor_parameter}, {Capability::list_places, 0, "List the markets"}),
        [ports](const Call& call) {
            return ports.api.read(call, [ports, &call] { return list_markets(ports, call); });
        });
    ports.api.add(Method::get, "/v1/markets/{id}", {Capability::see_places, 0, "One market"},
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return show_market(ports, call); });
                  });
    ports.api.add(
        Method::patch, "/v1/markets/{id}",
        {Capability::manage_markets, json_body_bytes_max,
         "Change a market: watch_days, 0 to 3650; stalls_max, 1 to 200000; payee_delay_hours, 0 to 168; "
         "colour, #RRGGBB"},
        [ports](const Call& call) { return change_market(ports, call); });
    ports.api.add(
        Method::get, "/v1/markets/{id}/stalls",
        taking({limit_parameter, cursor_parameter},
               {Capability::list_stalls, 0, "List a market's stalls that are not closed, in aisle order"}),
        [ports](const Call& call) {
            return ports.api.read(call, [ports, &call] { return list_stalls(ports, call); });
        });
    ports.api.add(Method::post, "/v1/markets/{id}/stalls",
                  {Capability::register_stalls, json_body_bytes_max, "Register a stall or collection point"},
                  [ports](const Call& call) { return register_stall(ports, call); });
}

}  // namespace choqr::gateway
