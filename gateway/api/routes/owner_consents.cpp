#include "access/owner_links.hpp"
#include "api/bodies.hpp"
#include "api/consent_views.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "merchants/bank_directory.hpp"
#include "problem/problem.hpp"
#include "qr/svg.hpp"
#include "qr/symbol.hpp"

// The owner of an account who is not the stall's vendor is asked by a link: the husband's account, the
// daughter's (docs/decisions/0636).
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::chrono::milliseconds answer_limit{10'000};
constexpr std::size_t code_bytes_max = 64;
constexpr std::int64_t position_max = 99;

Response asked_answer(const OwnerConsentPorts& ports, const Call& call, const merchants::Account& account,
                      const OwnerLink& link, Instant expires_at, OwnerAskId id) {
    const auto url = link.url(ports.devices.origin.base_url(call.request));
    const auto symbol = qr::Symbol::make(url);
    json::Writer json;
    json.begin_object().field("id", id.text()).field("url", url);
    json.field("qr_svg", symbol ? std::optional{qr::to_svg(*symbol)} : std::nullopt);
    json.field("bank", merchants::bank_display_name(account.bin));
    json.field("last_four", account.number.last_four());
    json.field("expires_at", format_rfc3339(expires_at)).end_object();
    return json_answer(std::move(json), 201);
}

/// `{"account"}`: its place among the stall's; or no body: the first, which is on the stand.
std::optional<std::size_t> read_position(const http::Request& request, Response& refusal) {
    if (request.body.empty()) return 0;
    const auto body = json_body(request, refusal);
    if (!body) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"account"});
    const auto position = fields.optional_integer("account", 0, position_max);
    if (!complaint) return static_cast<std::size_t>(position.value_or(0));
    refusal = problem(*complaint);
    return std::nullopt;
}

net::awaitable<Response> ask_owner(OwnerConsentPorts ports, const Call& call) {
    std::optional<merchants::Stall> stall;
    auto look_up = [ports, &call, &stall] { stall = ports.api.visible_stall(call, call.values[0]); };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!stall) co_return problem("stall_not_found");
    Response refusal;
    const auto position = read_position(call.request, refusal);
    if (!position) co_return refusal;
    if (*position >= stall->accounts.size()) co_return problem("account_not_at_stall", {}, "account");
    if (call.request.field("idempotency-key"))
        co_return problem("invalid_parameter",
                          "This call takes no Idempotency-Key: a link is shown only once.",
                          "Idempotency-Key");
    const auto account = stall->accounts[*position];
    const auto link = OwnerLink::make(ports.random);
    const auto expires_at = ports.clock.now() + OwnerLink::lasts;
    book::Ask ask = book::AskOwner{stall->id, key_of(account), link.hash, expires_at};
    auto carried = co_await ports.api.carry_out(call, std::move(ask));
    if (!carried.done) co_return std::move(carried.refusal);
    co_return asked_answer(ports, call, account, link, expires_at, OwnerAskId{carried.done->sequence});
}

// ---- Whoever has the link

struct Asked {
    Hash hash;
    bool agrees = false;
};

std::optional<Asked> read_asked(const OwnerConsentPorts& ports, const Call& call, bool with_answer,
                                Response& refusal) {
    if (ports.devices.origin.caller_of(call.request) == Origin::Caller::other_site) {
        refusal = problem("cross_site_call");
        return std::nullopt;
    }
    const auto body = json_body(call.request, refusal);
    if (!body) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    if (with_answer)
        fields.only({"code", "agrees"});
    else
        fields.only({"code"});
    const auto code = fields.text("code", code_bytes_max);
    const auto agrees = with_answer ? fields.optional_boolean("agrees") : std::nullopt;
    if (with_answer && !complaint && !agrees)
        fields.complain("agrees", json::Wrong::not_allowed, "must be true or false");
    const auto hash = code ? hash_of_owner_link(*code) : std::nullopt;
    if (complaint)
        refusal = problem(*complaint);
    else if (!hash)
        refusal = problem("owner_link_unknown", {}, "code");
    else
        return Asked{*hash, agrees.value_or(false)};
    return std::nullopt;
}

/// Whoever has the link was sent it by the vendor or the board: they are told whose stall it is, unless the
/// vendor wants nobody to see that.
Response look(const OwnerConsentPorts& ports, const Hash& hash) {
    const auto row = ports.reports.owner_consent(hash).value();
    if (!row || row->used || ports.clock.now() >= row->expires_at)
        return problem("owner_link_unknown", {}, "code");
    const auto stall = ports.reports.stall(row->stall).value().value();
    const auto is_it = [&](const merchants::Account& one) {
        return one.bin == row->bin && one.number == row->number;
    };
    const bool is_there =
        stall.status != merchants::StallStatus::closed && std::ranges::any_of(stall.accounts, is_it);
    if (!is_there) return problem("owner_link_unknown", {}, "code");
    const auto market = ports.reports.market(stall.market).value().value();
    const bool is_named = stall.vendor && stall.consent.status != merchants::ConsentStatus::withdrawn;
    json::Writer json;
    json.begin_object().field("market_name", market.name).field("stall_code", stall.code);
    json.field("goods", stall.goods);
    json.field("vendor_name", is_named ? std::optional{stall.vendor->name} : std::nullopt);
    json.field("bank", merchants::bank_display_name(row->bin)).field("last_four", row->number.last_four());
    json.field("expires_at", format_rfc3339(row->expires_at)).end_object();
    return json_answer(std::move(json));
}

net::awaitable<Response> look_at_link(OwnerConsentPorts ports, const Call& call) {
    Response refusal;
    const auto asked = read_asked(ports, call, false, refusal);
    if (!asked) co_return refusal;
    auto work = [ports, &asked] { return look(ports, asked->hash); };
    auto response = co_await ports.api.read(call, std::move(work));
    co_return response;
}

net::awaitable<Response> answer_link(OwnerConsentPorts ports, const Call& call) {
    Response refusal;
    const auto asked = read_asked(ports, call, true, refusal);
    if (!asked) co_return refusal;
    book::Ask ask = book::AnswerOwner{asked->hash, asked->agrees};
    book::Command command{std::move(ask), "owner-link", std::nullopt};
    const auto outcome = co_await submit(ports.clock, ports.sequencer, std::move(command), answer_limit);
    if (!outcome) co_return Api::not_taken(outcome.error());
    if (const auto* refused = std::get_if<book::Refusal>(&*outcome)) co_return problem(*refused);
    json::Writer json;
    json.begin_object().field("agrees", asked->agrees).end_object();
    co_return json_answer(std::move(json));
}

}  // namespace

void add_owner_consent_routes(const OwnerConsentPorts& ports) {
    ports.api.add(
        Method::post, "/v1/stalls/{id}/owner-consents",
        {Capability::record_consents, json_body_bytes_max,
         "Make a link that asks an account's owner, once and for 7 days; account: its place, 0 unless told"},
        [ports](const Call& call) { return ask_owner(ports, call); });
    // Nobody guesses 128 bits; but each guess costs a hash.
    const auto limit =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 5, .burst = 100});
    ports.api.add(Method::post, "/v1/owner-consents",
                  {anyone, json_body_bytes_max, "What the owner of an account is asked by a link", limit},
                  [ports](const Call& call) { return look_at_link(ports, call); });
    ports.api.add(Method::post, "/v1/owner-consents/answer",
                  {anyone, json_body_bytes_max, "The owner of an account says yes or no, once", limit},
                  [ports](const Call& call) { return answer_link(ports, call); });
}

}  // namespace choqr::gateway
