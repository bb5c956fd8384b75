#include "api/role_bodies.hpp"
#include "api/routes/people/people.hpp"
#include "problem/problem.hpp"

// Whoever was invited sets a password by the link's code, once.
namespace choqr::gateway::people {
namespace {

constexpr std::size_t code_bytes_max = 64;

/// `{"code", …}` and whose it is.
struct Invited {
    Hash code_hash;
    Account account;
    book::User user;
};
/// Nothing, and in `refusal` why: no such invitation, or it is not known yet whether there is one.
net::awaitable<std::optional<Invited>> find_invited(PeoplePorts ports, std::string code, Response& refusal) {
    refusal = problem("invitation_unknown", {}, "code");
    const auto hash = hash_of_invitation(code);
    if (!hash) co_return std::nullopt;
    // Seed 500053: whoever was invited a moment ago was told that there is no such invitation.
    auto id = ports.principals.invited_by(*hash, ports.clock.now());
    if (!id) {
        const bool read = co_await ports.api.knows_all_principals();
        id = ports.principals.invited_by(*hash, ports.clock.now());
        if (!id && !read) refusal = try_again("follower_behind", 2);
    }
    auto account = id ? ports.people.accounts.find(*id) : std::nullopt;
    auto user = id ? ports.principals.user(*id) : std::nullopt;
    if (!account || !user) co_return std::nullopt;
    Invited invited{*hash, *std::move(account), *std::move(user)};
    co_return invited;
}

net::awaitable<Response> look_at_invitation(PeoplePorts ports, const Call& call) {
    if (is_of_another_site(ports, call)) co_return problem("cross_site_call");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"code"});
    const auto code = fields.text("code", code_bytes_max);
    if (complaint) co_return problem(*complaint);
    const auto invited = co_await find_invited(ports, *code, refusal);
    if (!invited) co_return refusal;
    json::Writer json;
    json.begin_object().field("login", invited->account.login).field("name", invited->account.name);
    json.field("role", book::name_of(invited->user.role));
    json.field("market_id",
               invited->user.market ? std::optional{invited->user.market->text()} : std::nullopt);
    write_members(json, invited->user.area);
    json.field("expires_at", format_rfc3339(invited->user.invitation->expires_at)).end_object();
    co_return json_answer(std::move(json));
}

net::awaitable<Response> accept_invitation(PeoplePorts ports, const Call& call) {
    if (is_of_another_site(ports, call)) co_return problem("cross_site_call");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"code", "password"});
    const auto code = fields.text("code", code_bytes_max);
    const auto typed = fields.text("password", password_bytes_max);
    if (complaint) co_return problem(*complaint);
    const auto invited = co_await find_invited(ports, *code, refusal);
    if (!invited) co_return refusal;
    const auto prepared = prepared_password(*typed);
    if (!prepared) co_return faulty(PasswordFault::not_text);
    if (const auto fault = fault_of_password(*prepared, invited->account.login)) co_return faulty(*fault);
    const auto user = invited->account.user;
    std::optional<Hash> name;
    auto work = [&ports, &prepared, &name, user] { name = store_password(ports, user, *prepared); };
    auto undone = co_await ports.api.run(call.errand, std::move(work));
    if (undone) co_return *std::move(undone);
    if (!name) co_return not_stored();
    book::SetPassword asked{user, *name, invited->code_hash, std::nullopt};
    const auto recorded = co_await set_password(ports, call, std::move(asked));
    if (recorded.error) co_return Api::not_taken(*recorded.error);
    if (!recorded.at) co_return problem("invitation_unknown", {}, "code");
    Shown shown{.user = user, .password = name};
    auto response = co_await begin_session(ports, call, std::move(shown));
    co_return response;
}

}  // namespace

void add_invitation_routes(const PeoplePorts& ports, const std::shared_ptr<RateLimit>& limit) {
    ports.api.add(Method::post, "/v1/invitation",
                  in_lane(Lane::passwords, {anyone, json_body_bytes_max, "Whom an invitation is for", limit}),
                  [ports](const Call& call) { return look_at_invitation(ports, call); });
    ports.api.add(Method::post, "/v1/invitation/accept",
                  in_lane(Lane::passwords, {anyone, json_body_bytes_max,
                                            "Set the password by an invitation, and be logged in", limit}),
                  [ports](const Call& call) { return accept_invitation(ports, call); });
}

}  // namespace choqr::gateway::people
