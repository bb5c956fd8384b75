#include "base/encoding.hpp"
#include "gateway/event_json.hpp"
#include "gateway/problem.hpp"
#include "gateway/routes/bodies.hpp"
#include "gateway/routes/views.hpp"

// What ends: a business day, and what we may know of a vendor.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

// Money for that very day arrived between counting and closing. That it happens this often in a row is a bank catching up.
constexpr int attempts_max = 8;

struct Asked {
    MarketId market;
    Day day;
};

std::optional<Asked> asked_day(Api& api, const Call& call, Response& refusal) {
    std::optional<Response> wrong;
    const auto market_id = parameter(call.request, "market_id", wrong);
    const auto day = parse_day(call.values[0]);
    if (wrong) {
        refusal = *std::move(wrong);
    } else if (!day) {
        refusal = problem("invalid_parameter", "The day is a date, YYYY-MM-DD.", "date");
    } else if (!market_id) {
        refusal = problem("invalid_parameter", "market_id is missing.", "market_id");
    } else if (const auto market = api.visible_market(call, *market_id)) {
        return Asked{market->id, *day};
    } else {
        refusal = problem("market_not_found", {}, "market_id");
    }
    return std::nullopt;
}

Response closed_answer(Api& api, const Asked& asked) {
    const auto closes = api.services().reports.day_closes(asked.market, asked.day, asked.day).value();
    JsonWriter json;
    json.begin_object().field("market_id", asked.market.text()).field("date", format_day(asked.day)).key("closed");
    write(json, closes.at(0));
    json.end_object();
    return json_answer(std::move(json), 201);
}

net::awaitable<Response> close_day(Api& api, const Call& call) {
    Response refusal;
    std::optional<Asked> asked;
    auto look_up = [&] { asked = asked_day(api, call, refusal); };
    auto unread = co_await api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!asked) co_return refusal;
    for (int attempt = 1;; ++attempt) {
        std::optional<reports::CountedDay> counted;
        auto count = [&] { counted = api.services().reports.day_totals(asked->market, asked->day).value(); };
        auto uncounted = co_await api.read_into(call, std::move(count));
        if (uncounted) co_return *std::move(uncounted);
        book::Request request = book::CloseDay{asked->market, asked->day, counted->totals, counted->counted_before, {}};
        auto render = [&api, &asked](Api::Done) { return closed_answer(api, *asked); };
        std::optional<book::Refusal> refused;
        auto response = co_await api.execute(call, std::move(request), std::move(render), &refused);
        if (refused != book::Refusal::stale_totals || attempt == attempts_max) co_return response;
    }
}

Response erased_answer(Api& api, VendorId vendor, Sequence sequence) {
    if (api.services().keys.holds(vendor))
        return problem("internal_error", "The erasure is recorded, but the vendor's key could not be removed; choqr tries again at its next start.");
    JsonWriter json;
    json.begin_object().field("vendor_id", vendor.text()).field("erased", true).field("sequence", sequence.value()).end_object();
    return json_answer(std::move(json));
}

net::awaitable<Response> erase_vendor(Api& api, const Call& call) {
    const auto vendor = VendorId::parse(call.values[0]);
    if (!vendor) co_return problem("vendor_not_found");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"reason"});
    auto reason = label(fields, "reason", 200).value_or("");
    if (complaint) co_return problem(*complaint);
    book::Request request = book::EraseVendor{*vendor, std::move(reason)};
    // By the time the reports show the erasure, the follower has destroyed the key.
    auto render = [&api, id = *vendor](Api::Done done) { return erased_answer(api, id, done.sequence); };
    auto response = co_await api.execute(call, std::move(request), std::move(render));
    co_return response;
}

}  // namespace

void add_day_routes(Api& api) {
    api.add(Method::post, "/v1/days/{date}/close", {operators | boards, json_body_bytes_max, "Seal a market's business day: ?market_id="},
            [&api](const Call& call) { return close_day(api, call); });
    api.add(Method::post, "/v1/vendors/{id}/erase", {operators, json_body_bytes_max, "Erase a vendor's personal data, for ever"},
            [&api](const Call& call) { return erase_vendor(api, call); });
}

}  // namespace choqr::gateway
