#include "api/role_bodies.hpp"
#include "api/routes/people/people.hpp"
#include "problem/problem.hpp"
#include "qr/svg.hpp"
#include "qr/symbol.hpp"
#include "telemetry/log.hpp"

// Who administers people: invites, lists, resets and disables them.
namespace choqr::gateway::people {
namespace {

void write_invitation(const PeoplePorts& ports, const Call& call, json::Writer& json,
                      const NewInvitation& made) {
    const auto url = made.url(ports.devices.origin.base_url(call.request));
    const auto symbol = qr::Symbol::make(url);
    json.key("invitation").begin_object().field("code", made.code).field("url", url);
    json.field("qr_svg", symbol ? std::optional{qr::to_svg(*symbol)} : std::nullopt);
    json.field("expires_at", format_rfc3339(made.invitation.expires_at)).end_object();
}

void write_person(json::Writer& json, const Account& account, book::Role role,
                  const std::optional<MarketId>& market, const book::Area& area) {
    json.field("id", account.user.text()).field("login", account.login).field("name", account.name);
    json.field("role", book::name_of(role));
    json.field("market_id", market ? std::optional{market->text()} : std::nullopt);
    write_members(json, area);
}

std::optional<book::InviteUser> read_invite(const json::Fields& fields, Account& account) {
    fields.only({"login", "name", "role", "market_id", "province", "commune", "zone"});
    const auto login = fields.text("login", Accounts::login_bytes_max * 4);
    const auto name = label(fields, "name", Accounts::name_code_points_max);
    const auto role = read_role(fields, Holder::account);
    if (!login || !name || !role) return std::nullopt;
    const auto folded = Accounts::folded_login(*login);
    if (!folded)
        fields.complain("login", json::Wrong::not_allowed,
                        "is 3 to 100 letters, digits and . _ - @ +, without spaces",
                        "gồm 3 đến 100 chữ, số và . _ - @ +, không có dấu cách");
    auto place = read_role_place(fields, *role);
    account.login = folded.value_or("");
    account.name = *name;
    return book::InviteUser{*role, place.market, {}, std::move(place.area)};
}

net::awaitable<Response> invite(PeoplePorts ports, const Call& call) {
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    Account account{TokenId::from_value(0), {}, {}, {}};
    auto asked = read_invite(fields, account);
    if (complaint) co_return problem(*complaint);
    if (!may_give(call.who(), capabilities_of(asked->role), std::nullopt)) co_return problem("exceeds_maker");
    if (call.request.field("idempotency-key"))
        co_return problem("invalid_parameter",
                          "This call takes no Idempotency-Key: an invitation is shown only once.",
                          "Idempotency-Key");
    if (ports.people.accounts.find_by_login(account.login)) co_return problem("login_taken", {}, "login");
    const auto made = NewInvitation::make(ports.random, ports.clock.now());
    asked->invitation = made.invitation;
    const auto role = asked->role;
    const auto market = asked->market;
    const auto area = asked->area;
    book::Ask ask = *std::move(asked);
    auto carried = co_await ports.api.carry_out(call, std::move(ask));
    if (!carried.done) co_return std::move(carried.refusal);
    account.user = TokenId{carried.done->sequence};
    Result<bool> added{false};
    auto work = [&ports, &account, &added] { added = ports.people.accounts.add(account); };
    auto undone = co_await ports.api.run(call.errand, std::move(work));
    if (undone || !added || !*added) {  // Invited, but nobody can know who it is.
        book::Ask disable = book::DisableUser{account.user};
        co_await ports.api.carry_out(call, std::move(disable));
        if (undone) co_return *std::move(undone);
        if (!added) co_return not_stored();
        co_return problem("login_taken", {}, "login");
    }
    json::Writer json;
    json.begin_object();
    write_person(json, account, role, market, area);
    write_invitation(ports, call, json, made);
    json.end_object();
    co_return json_answer(std::move(json), 201);
}

/// The roles of read_invite(), which fields each takes, and which of them it must have.
Response list_roles() {
    std::vector<book::Role> roles;
    for (const auto& [role, word, on_disk] : book::Words<book::Role>::list)
        if (bounds_of(role).has_account) roles.push_back(role);
    return list_answer(
        roles, roles.size(),
        [](json::Writer& json, book::Role role) {
            const auto bounds = bounds_of(role);
            const std::initializer_list<std::pair<std::string_view, Bound>> places{
                {"market_id", bounds.market},
                {"province", bounds.province},
                {"commune", bounds.commune},
                {"zone", bounds.zone}};
            json.begin_object().field("role", book::name_of(role)).key("places").begin_array();
            for (const auto& [name, bound] : places)
                if (bound != Bound::never) json.text(name);
            json.end_array().key("needed").begin_array();
            for (const auto& [name, bound] : places)
                if (bound == Bound::must) json.text(name);
            json.end_array().end_object();
        },
        [](book::Role) { return std::uint64_t{0}; });
}

std::string_view status_of(const book::User& user, Instant now) {
    if (user.password) return "active";
    return user.invitation && now < user.invitation->expires_at ? "invited" : "invitation_expired";
}

Response list_users(const PeoplePorts& ports, const Call& call) {
    Response refusal;
    const auto page = page_query(call.request, refusal);
    if (!page) return refusal;
    struct Row {
        Account account;
        book::User user;
    };
    std::vector<Row> rows;
    for (const auto& account : ports.people.accounts.all()) {
        const auto user = ports.principals.user(account.user);
        const bool is_seen = page->after && account.user.value() <= *page->after;
        if (user && !user->disabled_at && !is_seen) rows.push_back({account, *user});
    }
    return list_answer(
        rows, page->limit,
        [&ports](json::Writer& json, const Row& row) {
            json.begin_object();
            write_person(json, row.account, row.user.role, row.user.market, row.user.area);
            json.field("status", status_of(row.user, ports.clock.now()));
            json.field("invited_until", row.user.invitation
                                            ? std::optional{format_rfc3339(row.user.invitation->expires_at)}
                                            : std::nullopt);
            const auto sessions = ports.principals.sessions_of(row.account.user).size();
            json.field("sessions", static_cast<std::uint64_t>(sessions)).end_object();
        },
        [](const Row& row) { return row.account.user.value(); });
}

net::awaitable<Response> reset(PeoplePorts ports, const Call& call) {
    const auto id = TokenId::parse(call.values[0]);
    // They may have been invited a moment ago.
    const bool read = co_await ports.api.knows_all_principals();
    if (!read) co_return try_again("follower_behind", 2);
    const auto account = id ? ports.people.accounts.find(*id) : std::nullopt;
    const auto user = account ? ports.principals.user(*id) : std::nullopt;
    if (!user) co_return problem("user_not_found");
    // Whoever resets somebody can be them.
    if (!may_give(call.who(), capabilities_of(user->role), std::nullopt)) co_return problem("exceeds_maker");
    const auto made = NewInvitation::make(ports.random, ports.clock.now());
    book::Ask ask = book::ResetUser{*id, made.invitation};
    auto carried = co_await ports.api.carry_out(call, std::move(ask));
    if (!carried.done) co_return std::move(carried.refusal);
    co_await ports.api.knows_all_principals();
    Result<void> dropped;
    auto work = [&ports, &dropped, id] { dropped = ports.people.accounts.shut_out(*id); };
    const auto undone = co_await ports.api.run(call.errand, std::move(work));
    if (undone || !dropped) log(LogLevel::error, "void_password_kept", {{"user", id->text()}});
    json::Writer json;
    json.begin_object().field("id", id->text()).field("login", account->login).field("name", account->name);
    write_invitation(ports, call, json, made);
    json.end_object();
    co_return json_answer(std::move(json), 201);
}

net::awaitable<Response> disable(PeoplePorts ports, const Call& call) {
    const auto id = TokenId::parse(call.values[0]);
    if (!id) co_return problem("user_not_found");
    if (call.who().id == *id)
        co_return problem("forbidden", "Nobody disables their own account: somebody must be left to act.");
    book::Ask ask = book::DisableUser{*id};
    auto carried = co_await ports.api.carry_out(call, std::move(ask));
    if (!carried.done) co_return std::move(carried.refusal);
    co_await ports.api.knows_all_principals();
    Result<void> removed;
    auto work = [&ports, &removed, id] { removed = ports.people.accounts.remove(*id); };
    const auto undone = co_await ports.api.run(call.errand, std::move(work));
    if (undone || !removed) log(LogLevel::error, "void_account_kept", {{"user", id->text()}});
    co_return no_content();
}

}  // namespace

void add_user_routes(const PeoplePorts& ports) {
    ports.api.add(Method::post, "/v1/users",
                  in_lane(Lane::passwords, {Capability::manage_users, json_body_bytes_max,
                                            "Invite a person to have an account; the link is shown once"}),
                  [ports](const Call& call) { return invite(ports, call); });
    ports.api.add(
        Method::get, "/v1/users",
        taking({limit_parameter, cursor_parameter}, {Capability::manage_users, 0, "Who has an account"}),
        [ports](const Call& call) -> net::awaitable<Response> {
            co_await ports.api.knows_all_principals();
            co_return list_users(ports, call);
        });
    ports.api.add(Method::get, "/v1/users/roles",
                  {Capability::manage_users, 0, "To which roles a person can be invited"},
                  [](const Call&) -> net::awaitable<Response> { co_return list_roles(); });
    ports.api.add(Method::post, "/v1/users/{id}/reset",
                  in_lane(Lane::passwords,
                          {Capability::manage_users, empty_body_bytes_max,
                           "Make a person's password void, end their sessions, and invite them again"}),
                  [ports](const Call& call) { return reset(ports, call); });
    ports.api.add(Method::post, "/v1/users/{id}/disable",
                  in_lane(Lane::passwords, {Capability::manage_users, empty_body_bytes_max,
                                            "End a person's account and sessions, at once and for good"}),
                  [ports](const Call& call) { return disable(ports, call); });
}

}  // namespace choqr::gateway::people
