#include <fstream>

#include "base/text.hpp"
#include "gateway/log.hpp"
#include "gateway/problem.hpp"
#include "gateway/routes/bodies.hpp"
#include "gateway/routes/qr.hpp"
#include "gateway/routes/views.hpp"
#include "gateway/stall_stands.hpp"

// Printable stands: a market's, and one stall's; which are to be printed again, and that they were.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::size_t printed_max = 20'000, printed_body_bytes_max = 1024 * 1024;
constexpr std::size_t logo_bytes_max = 512 * 1024;

std::optional<stands::Layout> read_layout(const http::Request& request, std::optional<Response>& refusal) {
    const auto text = parameter(request, "layout", refusal);
    const auto layout = stands::parse_layout(text.value_or("a6"));
    if (!layout && !refusal) refusal = problem("invalid_parameter", "layout is a6, a5, a4, sheet8 or sheet24.", "layout");
    return layout;
}

std::string zone_of(const http::Request& request, std::optional<Response>& refusal) {
    return to_nfc(parameter(request, "zone", refusal).value_or("")).value_or("");
}

WhichStands read_which(const http::Request& request, std::optional<Response>& refusal) {
    WhichStands which{.zone = zone_of(request, refusal)};
    if (const auto since = parameter(request, "since", refusal)) {
        which.since = parse_day(*since);
        if (!which.since && !refusal) refusal = problem("invalid_parameter", "since is a date, YYYY-MM-DD.", "since");
    }
    const auto reprint = parameter(request, "reprint", refusal).value_or("false");
    if (reprint != "true" && reprint != "false" && !refusal) refusal = problem("invalid_parameter", "reprint is true or false.", "reprint");
    which.reprint = reprint == "true";
    return which;
}

// LOGOS/vungtau.png, if the operator has put one there.
std::string logo_of(const std::string& directory, const merchants::Market& market) {
    if (directory.empty()) return {};
    std::ifstream file{directory + "/" + market.code + ".png", std::ios::binary};
    if (!file) return {};
    std::string bytes(logo_bytes_max + 1, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    if (bytes.size() <= logo_bytes_max) return bytes;
    log_seldom(LogLevel::warning, "logo_too_large", {{"market", market.code}});
    return {};
}

Response print(const StandList& list, stands::Options options, const merchants::Market& market, const std::string& name) {
    options.on_progress = [](std::size_t) { give_up_if_unwanted(); };
    auto pdf = stands::make_pdf(list.stands, options);
    if (pdf.problem == stands::Problem::logo_unreadable) {
        // A market that cannot print for its logo's sake would be worse off than one without it.
        log_seldom(LogLevel::warning, "logo_unreadable", {{"market", market.code}});
        options.logo_png.clear();
        pdf = stands::make_pdf(list.stands, options);
    }
    if (pdf.problem == stands::Problem::no_stands) return problem("nothing_to_print");
    if (pdf.problem != stands::Problem::none) return problem("internal_error", "The stands could not be drawn: " + std::string{text_of(pdf.problem)} + ".");
    auto response = text_answer(std::move(pdf.bytes), "application/pdf");
    response.add_field("Content-Disposition", "attachment; filename=\"" + name + ".pdf\"");
    return response;
}

Printing printing_now(Api& api) {
    return {month_of_print(api.services().clock.now()), api.services().trial_ledger};
}

Response market_stands(Api& api, const Call& call) {
    const auto market = api.visible_market(call, call.values[0]);
    if (!market) return problem("market_not_found");
    std::optional<Response> refusal;
    const auto layout = read_layout(call.request, refusal);
    const auto which = read_which(call.request, refusal);
    if (refusal) return *std::move(refusal);
    StandList list;
    add_stands(list, api.services().reports, *market, which, printing_now(api));
    return print(list, {.layout = *layout, .logo_png = logo_of(api.services().logos, *market), .on_progress = {}}, *market, "stands-" + market->code);
}

Response stall_stand(Api& api, const Call& call) {
    const auto stall = api.visible_stall(call, call.values[0]);
    if (!stall) return problem("stall_not_found");
    if (stall->status == merchants::StallStatus::closed) return problem("stall_closed");
    if (!stall->registered()) return problem("stall_not_registered");
    std::optional<Response> refusal;
    const auto layout = read_layout(call.request, refusal);
    auto payload = asked_payload(call.request, *stall, refusal);
    if (refusal) return *std::move(refusal);
    const auto market = api.services().reports.market(stall->market).value().value();
    StandList list;
    list.stands.push_back(stand_of(market, *stall, printing_now(api)));
    list.stands.back().payload = payload.value_or("");
    return print(list, {.layout = *layout, .logo_png = logo_of(api.services().logos, market), .on_progress = {}}, market, "stand-" + stall->id.text());
}

// ---- Which are to be printed, and that they were ----

std::string_view in_words(merchants::PrintReason reason) {
    switch (reason) {
        case merchants::PrintReason::never_printed: return "chưa in";
        case merchants::PrintReason::account_changed: return "đổi tài khoản";
        case merchants::PrintReason::account_name_changed: return "đổi tên tài khoản";
    }
    return "";
}

void write_due(JsonWriter& json, const merchants::Stall& stall) {
    const auto& stand = stall.stand;
    const auto reason = print_reason(stand);
    json.begin_object().field("stall_id", stall.id.text()).field("code", stall.code).field("zone", stall.zone);
    json.field("stand_version", std::int64_t{stand.version}).field("stand_since", format_rfc3339(stand.since));
    json.field("stand_printed_version", stand.printed == 0 ? std::nullopt : std::optional{std::int64_t{stand.printed}});
    json.field("reason", name_of(reason)).field("reason_vi", in_words(reason)).end_object();
}

Response list_due(Api& api, const Call& call) {
    const auto market = api.visible_market(call, call.values[0]);
    if (!market) return problem("market_not_found");
    Response refusal;
    const auto page = page_query(call.request, refusal);
    if (!page) return refusal;
    std::optional<Response> wrong;
    const auto zone = zone_of(call.request, wrong);
    if (wrong) return *std::move(wrong);
    reports::StandFilter filter{.market = market->id, .zone = std::nullopt, .after = std::nullopt, .limit = page->limit + 1};
    if (!zone.empty()) filter.zone = zone;
    if (page->after) filter.after = StallId::from_value(*page->after);
    const auto due = api.services().reports.stands_to_print(filter).value();
    return list_answer(due, page->limit, write_due, [](const auto& stall) { return stall.id.value(); });
}

std::vector<book::PrintedStand> all_due(Api& api, MarketId market, const std::string& zone) {
    std::vector<book::PrintedStand> stands;
    for (const auto& stall : stands_to_print(api.services().reports, market, zone)) stands.push_back({stall.id, stall.stand.version});
    return stands;
}

std::vector<book::PrintedStand> read_printed(const json::Fields& fields) {
    std::vector<book::PrintedStand> stands;
    for (const auto& item : fields.objects("stands", printed_max)) {
        item.only({"stall_id", "version"});
        const auto text = item.text("stall_id", 30);
        const auto stall = StallId::parse(text.value_or(""));
        if (text && !stall) item.complain("stall_id", json::Wrong::not_allowed, "is not a stall's id");
        const auto version = item.integer("version", 1, UINT32_MAX);
        if (stall && version) stands.push_back({*stall, static_cast<std::uint32_t>(*version)});
    }
    return stands;
}

Response marked_answer(Api& api, MarketId market, std::size_t marked) {
    const auto left = stands_to_print(api.services().reports, market, {}).size();
    JsonWriter json;
    json.begin_object().field("market_id", market.text()).field("marked", static_cast<std::uint64_t>(marked));
    json.field("to_print", static_cast<std::uint64_t>(left)).end_object();
    return json_answer(std::move(json));
}

net::awaitable<Response> mark_printed(Api& api, const Call& call) {
    const auto market = MarketId::parse(call.values[0]);
    if (!market || !call.who().sees_market(*market)) co_return problem("market_not_found");
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
    if (!told) {
        auto look_up = [&] { printed.stands = all_due(api, *market, zone); };
        auto unread = co_await api.read_into(call, std::move(look_up));
        if (unread) co_return *std::move(unread);
    }
    auto render = [&api, id = *market, marked = printed.stands.size()](Api::Done) { return marked_answer(api, id, marked); };
    book::Request request = std::move(printed);
    auto response = co_await api.execute(call, std::move(request), std::move(render));
    co_return response;
}

}  // namespace

void add_stand_routes(Api& api) {
    api.add(Method::get, "/v1/markets/{id}/stands.pdf",
            in_lane(Lane::heavy, {operators | boards, 0,
                                  "The stands of a market's open stalls in aisle order: "
                                  "?layout=a6|a5|a4|sheet8|sheet24&zone=&since=YYYY-MM-DD&reprint=true"}),
            [&api](const Call& call) {
                return api.read(call, [&api, &call] { return market_stands(api, call); });
            });
    api.add(
        Method::get, "/v1/markets/{id}/stands:reprint",
        {operators | boards, 0, "The stands to print (again), by aisle: ?zone="},
        [&api](const Call& call) { return api.read(call, [&api, &call] { return list_due(api, call); }); });
    api.add(Method::post, "/v1/markets/{id}/stands:printed",
            {operators | boards, printed_body_bytes_max, "Stands were printed: the versions in stands, or all that are due, of one zone or all"},
            [&api](const Call& call) { return mark_printed(api, call); });
    // Unlike the picture of the code, a stand names people: with a token, so that nobody collects a market's names.
    api.add(Method::get, "/v1/stalls/{id}/qr.pdf",
            in_lane(Lane::heavy, {people, 0,
                                  "The stall's stand, to print: ?layout=a6|a5|a4|sheet8|sheet24, or with "
                                  "?amount=&content= in its code"}),
            [&api](const Call& call) {
                return api.read(call, [&api, &call] { return stall_stand(api, call); });
            });
}

}  // namespace choqr::gateway
