#include "api/bodies.hpp"
#include "api/routes/qr.hpp"
#include "api/routes/routes.hpp"
#include "api/routes/zones.hpp"
#include "api/views.hpp"
#include "base/text.hpp"
#include "printing/logos.hpp"
#include "printing/stall_stands.hpp"
#include "problem/problem.hpp"
#include "telemetry/log.hpp"

// Printable stands: a market's, and one stall's; which are to be printed again, and that they were.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::size_t printed_max = 20'000, printed_body_bytes_max = 1024 * 1024;

constexpr http::Parameter layout_parameter{"layout",
                                           "a6, a5, a4, sheet8, sheet24, roll58 or roll80; a6 unless told"};
constexpr http::Parameter zone_parameter{"zone", "Only this zone's"};

std::optional<stands::Layout> read_layout(const http::Request& request, std::optional<Response>& refusal) {
    const auto text = parameter(request, "layout", refusal);
    const auto layout = stands::parse_layout(text.value_or("a6"));
    if (!layout && !refusal)
        refusal = problem("invalid_parameter", "layout is a6, a5, a4, sheet8, sheet24, roll58 or roll80.",
                          "layout");
    return layout;
}

std::string zone_of(const http::Request& request, std::optional<Response>& refusal) {
    return to_nfc(parameter(request, "zone", refusal).value_or("")).value_or("");
}

/// Whoever is of one zone prints that zone's, as its stalls write it.
std::string own_zone(const StandPorts& ports, const Call& call, MarketId market) {
    const auto& own = *call.who().area.zone;
    return zone_as_written(ports.reports, market, own).value_or(own);
}

std::string zone_of(const StandPorts& ports, const Call& call, MarketId market,
                    std::optional<Response>& refusal) {
    auto zone = zone_of(call.request, refusal);
    if (!call.who().area.zone) return zone;
    if (!zone.empty() && !is_own_zone(call.who(), zone)) refusal = problem("other_zone", {}, "zone");
    return own_zone(ports, call, market);
}

WhichStands read_which(const StandPorts& ports, const Call& call, MarketId market,
                       std::optional<Response>& refusal) {
    const auto& request = call.request;
    WhichStands which{.zone = zone_of(ports, call, market, refusal)};
    if (const auto since = parameter(request, "since", refusal)) {
        which.since = parse_day(*since);
        if (!which.since && !refusal)
            refusal = problem("invalid_parameter", "since is a date, YYYY-MM-DD.", "since");
    }
    const auto reprint = parameter(request, "reprint", refusal).value_or("false");
    if (reprint != "true" && reprint != "false" && !refusal)
        refusal = problem("invalid_parameter", "reprint is true or false.", "reprint");
    which.reprint = reprint == "true";
    return which;
}

Response print(const StandList& list, stands::Options options, const merchants::Market& market,
               const std::string& name) {
    options.on_progress = [](std::size_t) { give_up_if_unwanted(); };
    auto pdf = stands::make_pdf(list.stands, options);
    if (pdf.problem == stands::Problem::logo_unreadable) {
        // A market that cannot print for its logo's sake would be worse off than one without it.
        log_seldom(LogLevel::warning, "logo_unreadable", {{"market", market.code}});
        options.logo_png.clear();
        pdf = stands::make_pdf(list.stands, options);
    }
    if (pdf.problem == stands::Problem::no_stands) return problem("nothing_to_print");
    if (pdf.problem != stands::Problem::none)
        return problem("internal_error",
                       "The stands could not be drawn: " + std::string{text_of(pdf.problem)} + ".");
    auto response = text_answer(std::move(pdf.bytes), "application/pdf");
    response.add_field("Content-Disposition", "attachment; filename=\"" + name + ".pdf\"");
    if (!list.unprintable.empty())
        response.add_field("Choqr-Unprintable", std::to_string(list.unprintable.size()));
    return response;
}

Printing printing_now(const StandPorts& ports) {
    return {month_of_print(ports.clock.now()), ports.trial_ledger};
}

Response market_stands(const StandPorts& ports, const Call& call) {
    const auto market = ports.api.visible_market(call, call.values[0]);
    if (!market) return problem("market_not_found");
    std::optional<Response> refusal;
    const auto layout = read_layout(call.request, refusal);
    const auto which = read_which(ports, call, market->id, refusal);
    if (refusal) return *std::move(refusal);
    const auto may_be_printed = [&call](const merchants::Stall& stall) {
        return is_shown_vendor(call.who(), stall);
    };
    StandList list;
    add_stands(list, ports.reports, *market, which, printing_now(ports), may_be_printed);
    return print(list, {.layout = *layout, .logo_png = ports.logos.of(*market), .on_progress = {}}, *market,
                 "stands-" + market->code);
}

Response stall_stand(const StandPorts& ports, const Call& call,
                     const std::optional<merchants::Stall>& stall) {
    if (!stall) return problem("stall_not_found");
    if (stall->status == merchants::StallStatus::closed) return problem("stall_closed");
    if (!stall->registered()) return problem("stall_not_registered");
    std::optional<Response> refusal;
    const auto layout = read_layout(call.request, refusal);
    auto payload = asked_payload(call.request, *stall, refusal);
    if (refusal) return *std::move(refusal);
    const auto market = ports.reports.market(stall->market).value().value();
    StandList list;
    list.stands.push_back(stand_of(market, *stall, printing_now(ports)));
    list.stands.back().payload = payload.value_or("");
    note_unprintable(list);
    return print(list, {.layout = *layout, .logo_png = ports.logos.of(market), .on_progress = {}}, market,
                 "stand-" + stall->id.text());
}

// ---- Which are to be printed, and that they were ----

std::string_view in_words(merchants::PrintReason reason) {
    switch (reason) {
        case merchants::PrintReason::never_printed:
            return "chưa in";
        case merchants::PrintReason::account_changed:
            return "đổi tài khoản";
        case merchants::PrintReason::account_name_changed:
            return "đổi tên tài khoản";
        case merchants::PrintReason::bank_renamed:
            return "ngân hàng đổi tên";
    }
    return "";
}

void write_due(json::Writer& json, const merchants::Stall& stall, bool withheld) {
    const auto& stand = stall.stand;
    const auto reason = print_reason(stand);
    json.begin_object()
        .field("stall_id", stall.id.text())
        .field("code", stall.code)
        .field("zone", stall.zone);
    json.field("stand_version", std::int64_t{stand.version})
        .field("stand_since", format_rfc3339(stand.since));
    json.field("stand_printed_version",
               stand.printed == 0 ? std::nullopt : std::optional{std::int64_t{stand.printed}});
    json.field("reason", name_of(reason)).field("reason_vi", in_words(reason));
    json.field("withheld", withheld)
        .end_object();  // Only the vendor's own phone, or the operator, prints it.
}

Response list_due(const StandPorts& ports, const Call& call) {
    const auto market = ports.api.visible_market(call, call.values[0]);
    if (!market) return problem("market_not_found");
    Response refusal;
    const auto page = page_query(call.request, refusal);
    if (!page) return refusal;
    std::optional<Response> wrong;
    const auto zone = zone_of(ports, call, market->id, wrong);
    if (wrong) return *std::move(wrong);
    reports::StandFilter filter{
        .market = market->id, .zone = std::nullopt, .after = std::nullopt, .limit = page->limit + 1};
    if (!zone.empty()) filter.zone = zone;
    if (page->after) filter.after = StallId::from_value(*page->after);
    const auto due = ports.reports.stands_to_print(filter).value();
    return list_answer(
        due, page->limit,
        [&call](json::Writer& json, const auto& stall) {
            write_due(json, stall, !is_shown_vendor(call.who(), stall));
        },
        [](const auto& stall) { return stall.id.value(); });
}

std::vector<book::PrintedStand> all_due(const reports::Reports& reports, const Principal& caller,
                                        MarketId market, const std::string& zone) {
    std::vector<book::PrintedStand> stands;
    for (const auto& stall : stands_to_print(reports, market, zone))
        if (is_shown_vendor(caller, stall)) stands.push_back(printed_now(stall));
    return stands;
}

std::vector<book::PrintedStand> read_printed(const json::Fields& fields) {
    std::vector<book::PrintedStand> stands;
    for (const auto& item : fields.objects("stands", printed_max)) {
        item.only({"stall_id", "version", "bank"});
        const auto text = item.text("stall_id", 30);
        const auto stall = StallId::parse(text.value_or(""));
        if (text && !stall) item.complain("stall_id", json::Wrong::not_allowed, "is not a stall's id");
        const auto version = item.integer("version", 1, UINT32_MAX);
        const auto bank = optional_label(item, "bank").value_or("");
        if (bank.size() > book::PrintedStand::bank_bytes_max)
            item.complain("bank", json::Wrong::not_allowed, "has at most 60 bytes");
        else if (stall && version)
            stands.push_back({*stall, static_cast<std::uint32_t>(*version), bank});
    }
    return stands;
}

/// Whoever does not say what the bank is called on it has printed the gateway's own stand. Of an older
/// version nobody can tell which bank is on it.
void add_todays_names(const reports::Reports& reports, std::vector<book::PrintedStand>& stands) {
    for (auto& told : stands) {
        if (!told.bank.empty()) continue;
        const auto stall = reports.stall(told.stall).value();
        if (stall && stall->registered() && stall->stand.version == told.version)
            told.bank = printed_now(*stall).bank;
    }
}

Response marked_answer(const StandPorts& ports, MarketId market, std::size_t marked) {
    const auto left = stands_to_print(ports.reports, market, {}).size();
    json::Writer json;
    json.begin_object().field("market_id", market.text()).field("marked", static_cast<std::uint64_t>(marked));
    json.field("to_print", static_cast<std::uint64_t>(left)).end_object();
    return json_answer(std::move(json));
}

net::awaitable<Response> mark_printed(StandPorts ports, const Call& call) {
    const auto market = MarketId::parse(call.values[0]);
    if (!market || !call.who().reaches(MarketPlace{*market})) co_return problem("market_not_found");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"zone", "stands"});
    const auto zone = optional_label(fields, "zone").value_or("");
    const bool told = fields.has("stands");
    if (told && !zone.empty()) fields.complain("zone", json::Wrong::not_allowed, "does not go with stands");
    book::RecordStandsPrinted printed{*market, read_printed(fields)};
    if (complaint) co_return problem(*complaint);
    const bool is_of_zone = call.who().area.zone.has_value();
    if (is_of_zone && (told || (!zone.empty() && !is_own_zone(call.who(), zone))))
        co_return problem("other_zone", {}, told ? "stands" : "zone");
    auto look_up = [&] {
        const auto which = is_of_zone ? own_zone(ports, call, *market) : zone;
        if (told)
            add_todays_names(ports.reports, printed.stands);
        else
            printed.stands = all_due(ports.reports, call.who(), *market, which);
    };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    auto render = [ports, id = *market, marked = printed.stands.size()](Api::Done) {
        return marked_answer(ports, id, marked);
    };
    book::Ask ask = std::move(printed);
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

}  // namespace

void add_stand_routes(const StandPorts& ports) {
    ports.api.add(Method::get, "/v1/markets/{id}/stands.pdf",
                  taking({layout_parameter,
                          zone_parameter,
                          {"since", "Only stands whose account changed on this day or later, YYYY-MM-DD"},
                          {"reprint", "true: only those that are to be printed again"}},
                         in_lane(Lane::heavy, {Capability::print_stands, 0,
                                               "The stands of a market's open stalls in aisle order"})),
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return market_stands(ports, call); });
                  });
    ports.api.add(Method::get, "/v1/markets/{id}/stands:reprint",
                  taking({zone_parameter, limit_parameter, cursor_parameter},
                         {Capability::print_stands, 0, "The stands to print (again), by aisle"}),
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return list_due(ports, call); });
                  });
    ports.api.add(Method::post, "/v1/markets/{id}/stands:printed",
                  {Capability::print_stands, printed_body_bytes_max,
                   "Stands were printed: the versions in stands, or all that are due, of one zone or all"},
                  [ports](const Call& call) { return mark_printed(ports, call); });
    auto parameters = code_parameters;
    parameters.push_back(layout_parameter);
    const auto one =
        taking(parameters, in_lane(Lane::heavy, {Capability::see_places, 0, "The stall's stand, to print"}));
    ports.api.add(Method::get, "/v1/stalls/{id}/qr.pdf", one, [ports](const Call& call) {
        return ports.api.read(call, [ports, &call] {
            const auto stall = ports.api.visible_stall(call, call.values[0]);
            if (stall && !is_shown_vendor(call.who(), *stall)) return problem("consent_withdrawn");
            return stall_stand(ports, call, stall);
        });
    });
    // A page of print is fifty times a picture's work.
    auto for_all = one;
    for_all.access = anyone;
    for_all.limit =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 2, .burst = 40});
    for_all.cross_origin = true;
    ports.api.add(Method::get, "/q/{id}.pdf", for_all, [ports](const Call& call) {
        return ports.api.read(call, [ports, &call] {
            return stall_stand(ports, call, public_stall(ports.reports, ports.public_ids, call));
        });
    });
}

}  // namespace choqr::gateway
