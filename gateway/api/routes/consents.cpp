#include <map>

#include "api/bodies.hpp"
#include "api/consent_views.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "problem/problem.hpp"

// What a vendor has agreed to, and takes back (docs/decisions/0636).
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::size_t empty_body_bytes_max = 64;  ///< "{}" by whoever always sends something.

/// For everybody, without a word of anybody: what is asked, and what is kept for how long.
Response tell_all(const ConsentPorts& ports) {
    const auto kept = ports.reports.retention().texts;
    json::Writer json;
    json.begin_object().key("consent");
    write(json, merchants::consent_text());
    json.key("consent_texts").begin_array();
    for (const auto& text : merchants::consent_texts()) write(json, text);
    json.end_array().key("retention").begin_object();
    json.field("texts_days", kept ? std::optional{std::int64_t{kept->count()}} : std::nullopt);
    json.field("erased_within_hours", std::int64_t{erased_within.count()}).end_object().end_object();
    return json_answer(std::move(json));
}

Response consent_answer(const ConsentPorts& ports, const Call& call, const merchants::Stall& stall,
                        int status = 200) {
    json::Writer json;
    json.begin_object().field("stall_id", stall.id.text()).field("code", stall.code).key("consent");
    write(json, stall.consent);
    json.key("text");
    write(json, merchants::consent_text());
    json.key("accounts");
    write_owners(json, stall, ports.reports.owner_consents(stall.id).value(), ports.clock.now());
    // What was said when is the vendor's and the operator's, not the board's.
    if (is_own(call.who(), stall)) {
        json.key("history").begin_array();
        for (const auto& row : ports.reports.consents(stall.id).value()) write(json, row);
        json.end_array().key("erasure");
        const auto waiting = stall.vendor ? ports.reports.erasure(stall.vendor->id).value() : std::nullopt;
        if (waiting)
            write(json, *waiting);
        else
            json.null();
        json.field("vendor_known", stall.vendor.has_value());
    }
    json.end_object();
    return json_answer(std::move(json), status);
}

Response show_consent(const ConsentPorts& ports, const Call& call) {
    const auto stall = ports.api.visible_stall(call, call.values[0]);
    return stall ? consent_answer(ports, call, *stall) : problem("stall_not_found");
}

net::awaitable<Response> give_consent(ConsentPorts ports, const Call& call) {
    std::optional<merchants::Stall> stall;
    auto look_up = [ports, &call, &stall] { stall = ports.api.visible_stall(call, call.values[0]); };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!stall) co_return problem("stall_not_found");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    const auto answer = read_consent(fields, call.who());
    if (complaint) co_return problem(*complaint);
    book::Ask ask = book::GiveConsent{stall->id, answer};
    auto render = [ports, &call, id = stall->id](Api::Done done) {
        return consent_answer(ports, call, ports.reports.stall(id).value().value(), done.created ? 201 : 200);
    };
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

using Step = book::Ask (*)(StallId);

/// Something that a vendor asks without more words.
net::awaitable<Response> take_step(ConsentPorts ports, const Call& call, Step step) {
    std::optional<merchants::Stall> stall;
    auto look_up = [ports, &call, &stall] { stall = ports.api.visible_stall(call, call.values[0]); };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!stall) co_return problem("stall_not_found");
    book::Ask ask = step(stall->id);
    auto render = [ports, &call, id = stall->id](Api::Done done) {
        return consent_answer(ports, call, ports.reports.stall(id).value().value(), done.created ? 201 : 200);
    };
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

using OwnersOfStall = std::map<StallId, std::vector<reports::OwnerConsentRow>>;

Response list_consents(const ConsentPorts& ports, const Call& call) {
    const auto market = ports.api.visible_market(call, call.values[0]);
    if (!market) return problem("market_not_found");
    Response refusal;
    const auto page = page_query(call.request, refusal);
    if (!page) return refusal;
    const auto after = page->after ? std::optional{StallId::from_value(*page->after)} : std::nullopt;
    const auto stalls = ports.reports.stalls(market->id, after, page->limit + 1).value();
    OwnersOfStall owners;
    for (auto& row : ports.reports.owner_consents_in(market->id).value())
        owners[row.stall].push_back(std::move(row));
    const auto now = ports.clock.now();
    return list_answer(
        stalls, page->limit,
        [&](json::Writer& json, const merchants::Stall& stall) {
            const auto shown = shown_to(call.who(), stall);
            const auto* whole = shown.whole();
            const bool is_named = whole && whole->vendor;
            json.begin_object().field("stall_id", stall.id.text()).field("code", stall.code);
            json.field("zone", stall.zone).field("goods", stall.goods);
            json.field("vendor_name", is_named ? std::optional{whole->vendor->name} : std::nullopt);
            json.field("vendor_known", stall.vendor.has_value()).key("consent");
            write(json, stall.consent);
            json.key("accounts");
            write_owners(json, stall, owners[stall.id], now);
            json.end_object();
        },
        [](const auto& stall) { return stall.id.value(); });
}

// ---- Erasure

Response list_erasures(const ConsentPorts& ports, const Call& call) {
    Response refusal;
    const auto page = page_query(call.request, refusal);
    if (!page) return refusal;
    const auto now = ports.clock.now();
    const auto after = page->after ? std::optional{Sequence{*page->after}} : std::nullopt;
    const auto waiting = ports.reports.erasures(after, page->limit + 1).value();
    return list_answer(
        waiting, page->limit,
        [&](json::Writer& json, const reports::ErasureRow& row) {
            const auto stall = ports.reports.stall(row.stall).value().value();
            json.begin_object().field("vendor_id", row.vendor.text()).field("stall_id", row.stall.text());
            json.field("market_id", stall.market.text()).field("stall_code", stall.code);
            json.field("requested_at", format_rfc3339(row.at));
            json.field("due_at", format_rfc3339(row.at + erased_within));
            json.field("overdue", now > row.at + erased_within).end_object();
        },
        [](const auto& row) { return row.sequence.value(); });
}

}  // namespace

void add_consent_routes(const ConsentPorts& ports) {
    const auto limit =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 50, .burst = 500});
    ports.api.add(Method::get, "/v1/privacy",
                  {anyone, 0, "What vendors are asked to agree to, and what is kept for how long", limit},
                  [ports](const Call&) -> net::awaitable<Response> { co_return tell_all(ports); });
    ports.api.add(
        Method::get, "/v1/stalls/{id}/consent",
        {Capability::record_consents, 0, "What a stall's vendor and its accounts' owners agreed to"},
        [ports](const Call& call) {
            return ports.api.read(call, [ports, &call] { return show_consent(ports, call); });
        });
    ports.api.add(Method::post, "/v1/stalls/{id}/consent",
                  {Capability::record_consents, json_body_bytes_max,
                   "The vendor agrees: version, and how: tap, signature (on paper) or spoken"},
                  [ports](const Call& call) { return give_consent(ports, call); });
    ports.api.add(Method::post, "/v1/stalls/{id}/consent/withdraw",
                  {Capability::own_data, empty_body_bytes_max, "The vendor takes the consent back"},
                  [ports](const Call& call) {
                      return take_step(ports, call,
                                       [](StallId id) -> book::Ask { return book::WithdrawConsent{id}; });
                  });
    ports.api.add(Method::get, "/v1/markets/{id}/consents",
                  taking({limit_parameter, cursor_parameter},
                         {Capability::manage_stalls, 0, "Who has agreed, stall by stall, in aisle order"}),
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return list_consents(ports, call); });
                  });
    ports.api.add(Method::post, "/v1/stalls/{id}/erasure-requests",
                  {Capability::own_data, empty_body_bytes_max,
                   "The vendor asks to be erased; the operator does it within a day"},
                  [ports](const Call& call) {
                      return take_step(ports, call,
                                       [](StallId id) -> book::Ask { return book::RequestErasure{id}; });
                  });
    ports.api.add(
        Method::post, "/v1/stalls/{id}/erasure-requests/withdraw",
        {Capability::own_data, empty_body_bytes_max, "The vendor does not want to be erased any more"},
        [ports](const Call& call) {
            return take_step(ports, call, [](StallId id) -> book::Ask { return book::WithdrawErasure{id}; });
        });
    ports.api.add(Method::get, "/v1/erasure-requests",
                  taking({limit_parameter, cursor_parameter},
                         {Capability::erase_vendors, 0, "Vendors who wait to be erased, the longest first"}),
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return list_erasures(ports, call); });
                  });
}

}  // namespace choqr::gateway
