#include "access/tokens.hpp"
#include "api/bodies.hpp"
#include "api/role_bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "problem/problem.hpp"
#include "world/random.hpp"

// Who may do what. A token is shown once, when it is made; the ledger holds its hash.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

/// Of a token that is for a stall or a feed: exactly that, and nothing else.
template <class Id>
std::optional<Id> read_bound(const json::Fields& fields, Bound bound, std::string_view name,
                             std::size_t bytes_max) {
    const auto text = fields.optional_text(name, bytes_max);
    const auto id = text ? Id::parse(*text) : std::nullopt;
    if (bound == Bound::must && !id)
        fields.complain(name, json::Wrong::not_allowed, "must say what this role is for");
    if (bound == Bound::never && text)
        fields.complain(name, json::Wrong::not_allowed, "does not go with this role");
    return id;
}

std::optional<book::IssueToken> read_token(const json::Fields& fields, Instant now) {
    fields.only({"role", "market_id", "stall_id", "feed", "province", "commune", "zone", "label", "scopes",
                 "expires_at", "expires_in_days"});
    const auto role = read_role(fields, Holder::token);
    if (!role) return std::nullopt;
    const auto bounds = bounds_of(*role);
    book::IssueToken token;
    token.role = *role;
    token.label = optional_label(fields, "label").value_or("");
    token.stall = read_bound<StallId>(fields, bounds.stall, "stall_id", 32);
    token.feed = read_bound<FeedId>(fields, bounds.feed, "feed", FeedKind::length_max);
    auto place = read_role_place(fields, *role);
    token.market = place.market;
    token.area = std::move(place.area);
    token.scopes = read_scopes(fields, *role);
    token.expires_at = read_expiry(fields, now);
    return token;
}

net::awaitable<Response> issue_token(TokenPorts ports, const Call& call) {
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    auto token = read_token(fields, ports.clock.now());
    if (complaint) co_return problem(*complaint);
    if (!may_give(call.who(), limited(capabilities_of(token->role), token->scopes), token->expires_at))
        co_return problem("exceeds_maker");
    if (token->feed && !ports.feeds.now()->contains(token->feed->text()))
        co_return problem("feed_not_found", {}, "feed");
    // A repeated call cannot be told the same secret again: it was never stored.
    if (call.request.field("idempotency-key"))
        co_return problem("invalid_parameter",
                          "This call takes no Idempotency-Key: a token is shown only once.",
                          "Idempotency-Key");
    const auto secret = make_token(ports.random);
    token->token_hash = hash_of_token(secret);
    book::Ask ask = *std::move(token);
    auto render = [secret](Api::Done done) {
        json::Writer json;
        json.begin_object().field("id", TokenId{done.sequence}.text()).field("token", secret).end_object();
        return json_answer(std::move(json), 201);
    };
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

Response list_tokens(const TokenPorts& ports, const Call& call) {
    Response refusal;
    const auto page = page_query(call.request, refusal);
    if (!page) return refusal;
    auto tokens = ports.reports.tokens().value();
    if (page->after)
        std::erase_if(tokens, [&](const auto& token) { return token.id.value() <= *page->after; });
    return list_answer(
        tokens, page->limit,
        [now = ports.clock.now()](json::Writer& json, const auto& token) { write(json, token, now); },
        [](const auto& token) { return token.id.value(); });
}

net::awaitable<Response> revoke_token(TokenPorts ports, const Call& call) {
    const auto id = TokenId::parse(call.values[0]);
    if (!id) co_return problem("token_not_found");
    if (call.who().id == *id)
        co_return problem("forbidden", "A token does not revoke itself: somebody must be left to act.");
    book::Ask ask = book::RevokeToken{*id};
    // It is durable: the token ends now, and not when the reports have caught up.
    auto render = [ports, id = *id](Api::Done) {
        ports.principals.revoke(id);
        Response response;
        response.status = 204;
        return response;
    };
    auto response = co_await ports.api.execute_at_once(call, std::move(ask), std::move(render));
    co_return response;
}

Response who_am_i(const TokenPorts& ports, const Call& call) {
    return me_answer(call.who(), ports.accounts, ports.trial_ledger);
}

}  // namespace

void add_token_routes(const TokenPorts& ports) {
    ports.api.add(Method::post, "/v1/tokens",
                  {Capability::issue_tokens, json_body_bytes_max, "Make a token; it is shown once"},
                  [ports](const Call& call) { return issue_token(ports, call); });
    ports.api.add(Method::get, "/v1/tokens",
                  taking({limit_parameter, cursor_parameter},
                         {Capability::issue_tokens, 0, "List tokens, without their secrets"}),
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return list_tokens(ports, call); });
                  });
    ports.api.add(Method::delete_, "/v1/tokens/{id}",
                  {Capability::issue_tokens, 0, "Revoke a token, at once and for ever"},
                  [ports](const Call& call) { return revoke_token(ports, call); });
    ports.api.add(Method::get, "/v1/me",
                  taking({{"market_id", "A phone of several places: who it is at this market"},
                          {"stall_id", "Or at this stall"}},
                         {Capability::know_oneself, 0, "Whose token this is"}),
                  [ports](const Call& call) -> net::awaitable<Response> { co_return who_am_i(ports, call); });
}

}  // namespace choqr::gateway
