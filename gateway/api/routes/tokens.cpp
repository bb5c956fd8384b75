#include "access/tokens.hpp"
#include "api/bodies.hpp"
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

std::optional<book::Role> read_role(const json::Fields& fields) {
    const auto index = fields.one_of("role", {"operator", "board", "vendor", "provider"});
    if (!index) return std::nullopt;
    constexpr book::Role roles[] = {book::Role::operator_, book::Role::board, book::Role::vendor,
                                    book::Role::provider};
    return roles[*index];
}

// Exactly what the role is bound to, and nothing else.
std::optional<book::IssueToken> read_token(const json::Fields& fields) {
    fields.only({"role", "market_id", "stall_id", "feed", "label"});
    book::IssueToken token;
    const auto role = read_role(fields);
    token.label = optional_label(fields, "label").value_or("");
    const auto market = fields.optional_text("market_id", 32);
    const auto stall = fields.optional_text("stall_id", 32);
    const auto feed = fields.optional_text("feed", FeedKind::length_max);
    if (market) token.market = MarketId::parse(*market);
    if (stall) token.stall = StallId::parse(*stall);
    if (feed) token.feed = FeedId::parse(*feed);
    if (!role) return token;
    token.role = *role;
    const auto bound = [&](bool wanted, bool given, bool valid, std::string_view name) {
        if (wanted && !valid)
            fields.complain(name, json::Wrong::not_allowed, "must say what this role is for");
        if (!wanted && given) fields.complain(name, json::Wrong::not_allowed, "does not go with this role");
    };
    bound(*role == book::Role::board, market.has_value(), token.market.has_value(), "market_id");
    bound(*role == book::Role::vendor, stall.has_value(), token.stall.has_value(), "stall_id");
    bound(*role == book::Role::provider, feed.has_value(), token.feed.has_value(), "feed");
    return token;
}

net::awaitable<Response> issue_token(TokenPorts ports, const Call& call) {
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    auto token = read_token(fields);
    if (complaint) co_return problem(*complaint);
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
        tokens, page->limit, [](json::Writer& json, const auto& token) { write(json, token); },
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
    ports.api.add(Method::get, "/v1/me", {Capability::know_oneself, 0, "Whose token this is"},
                  [ports](const Call& call) -> net::awaitable<Response> { co_return who_am_i(ports, call); });
}

}  // namespace choqr::gateway
