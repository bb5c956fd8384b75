#include <array>

#include "access/invitations.hpp"
#include "access/passwords.hpp"
#include "api/bodies.hpp"
#include "api/role_bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "problem/problem.hpp"
#include "qr/svg.hpp"
#include "qr/symbol.hpp"
#include "telemetry/log.hpp"
#include "world/random.hpp"

// People with an account: invited by a link, known by a password, and for half a day by a cookie
// (docs/decisions/0634). Whatever takes a hash or writes the file of accounts is done in the lane of
// passwords: one piece at a time, a bounded number of them waiting, beside everything else.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::chrono::milliseconds answer_limit{10'000};
constexpr std::size_t code_bytes_max = 64;
constexpr std::size_t empty_body_bytes_max = 64;  ///< "{}" by whoever always sends something.

// The small things

/// A form of another site cannot send JSON; a script of another site says where it is. Log-in, too, is not
/// theirs to make: whoever is logged in as somebody else types for them.
bool is_of_another_site(const PeoplePorts& ports, const Call& call) {
    return ports.devices.origin.caller_of(call.request) == Origin::Caller::other_site;
}

Response not_stored() { return try_again("journal_failed", 10); }

Response wait_to_guess(std::chrono::seconds wait) {
    auto response = problem("too_many_guesses");
    response.add_field("Retry-After", std::to_string(wait.count()));
    return response;
}

Response faulty(PasswordFault fault) {
    switch (fault) {
        case PasswordFault::too_short:
            return problem("password_too_short", {}, "password");
        case PasswordFault::too_long:
            return problem("password_too_long", {}, "password");
        case PasswordFault::too_common:
            return problem("password_too_common", {}, "password");
        case PasswordFault::not_text:
            break;
    }
    return problem("invalid_field", "password: is no text in UTF-8, or holds control characters.",
                   "password");
}

Hash new_name(world::Random& random) {
    std::array<std::uint8_t, 32> bytes{};
    random.fill(bytes);
    return sha256({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// What the ledger made of a command; else why not.
struct Recorded {
    std::optional<Sequence> at;
    std::optional<book::Refusal> refusal;
    std::optional<Error> error;
};
net::awaitable<Recorded> record(PeoplePorts ports, TokenId actor, book::Ask ask) {
    book::Command command{std::move(ask), actor.text(), std::nullopt};
    const auto outcome = co_await submit(ports.clock, ports.sequencer, std::move(command), answer_limit);
    Recorded recorded;
    if (!outcome)
        recorded.error = outcome.error();
    else if (const auto* refusal = std::get_if<book::Refusal>(&*outcome))
        recorded.refusal = *refusal;
    else if (const auto* done = std::get_if<book::Recorded>(&*outcome))
        recorded.at = done->sequence;
    co_return recorded;
}

// Sessions

/// Who calls from now on has another session, if they had one.
net::awaitable<void> end_former_session(PeoplePorts ports, const Call& call) {
    const auto former = ports.people.cookies.read(call.request.fields, ports.clock.now());
    if (!former || !ports.principals.find(former->session, former->user)) co_return;
    book::Ask ask = book::EndSession{former->user, former->session};
    co_await record(ports, former->user, std::move(ask));
}

/// `password`: the name of the one that was right. `refused`: what is answered if it is theirs no more.
net::awaitable<Response> begin_session(PeoplePorts ports, const Call& call, TokenId user, Hash password) {
    co_await end_former_session(ports, call);
    const auto now = ports.clock.now();
    book::Ask ask = book::BeginSession{user, password, now + SessionCookies::lasts};
    const auto begun = co_await record(ports, user, std::move(ask));
    if (begun.error) co_return Api::not_taken(*begun.error);
    if (!begun.at) co_return problem("login_failed");
    co_await ports.api.knows_all_principals();
    const auto principal = ports.principals.find(user);
    if (!principal) co_return problem("login_failed");
    auto response = me_answer(*principal, ports.people.accounts, ports.trial_ledger);
    const SessionCookie cookie{user, SessionId{*begun.at}, now};
    response.add_field("Set-Cookie", ports.people.cookies.set(cookie, ports.random));
    co_return response;
}

net::awaitable<Response> log_out(PeoplePorts ports, const Call& call) {
    if (!call.session) co_return problem("not_logged_in");
    book::Ask ask = book::EndSession{call.session->user, call.session->session};
    std::optional<book::Refusal> refused;
    auto carried = co_await ports.api.carry_out(call, std::move(ask), &refused);
    if (!carried.done && refused != book::Refusal::session_not_found) co_return std::move(carried.refusal);
    co_await ports.api.knows_all_principals();
    Response response;
    response.status = 204;
    response.add_field("Set-Cookie", ports.people.cookies.end());
    co_return response;
}

Response list_sessions(const PeoplePorts& ports, const Call& call) {
    auto own = ports.principals.sessions_of(call.who().id);
    std::erase_if(own, [now = ports.clock.now()](const auto& one) { return one.session.ends_at <= now; });
    return list_answer(
        own, own.size(),
        [&call](json::Writer& json, const auto& one) {
            json.begin_object().field("id", one.id.text());
            json.field("begun_at", format_rfc3339(one.session.begun_at));
            json.field("ends_at", format_rfc3339(one.session.ends_at));
            json.field("current", call.session && call.session->session == one.id).end_object();
        },
        [](const auto& one) { return one.id.value(); });
}

net::awaitable<Response> end_session(PeoplePorts ports, const Call& call) {
    const auto id = SessionId::parse(call.values[0]);
    if (!id) co_return problem("session_not_found");
    book::Ask ask = book::EndSession{call.who().id, *id};
    auto carried = co_await ports.api.carry_out(call, std::move(ask));
    if (!carried.done) co_return std::move(carried.refusal);
    co_await ports.api.knows_all_principals();
    Response response;
    response.status = 204;
    if (call.session && call.session->session == *id)
        response.add_field("Set-Cookie", ports.people.cookies.end());
    co_return response;
}

// Passwords: these run on the lane's thread.

struct Tried {
    std::optional<TokenId> user;  ///< Whose password it is.
    std::optional<Hash> name;     ///< Its name.
    std::optional<std::chrono::seconds> wait;
};

/// The same work whether there is such a person or not, and whether the password is right or not.
Tried try_password(const PeoplePorts& ports, const std::string& network, const std::string& login,
                   const std::string& prepared) {
    auto& people = ports.people;
    Tried tried;
    tried.wait = people.guesses_from_network.take(network);
    if (!tried.wait) tried.wait = people.guesses_of_account.take(login);
    if (tried.wait) return tried;
    const auto account = people.accounts.find_by_login(login);
    const auto user = account ? ports.principals.user(account->user) : std::nullopt;
    const auto* phc = &nobodys_hash();
    if (user && user->password)
        if (const auto found = account->passwords.find(*user->password); found != account->passwords.end())
            phc = &found->second;
    const bool is_right = is_password(prepared, *phc) && phc != &nobodys_hash();
    if (!is_right) return tried;
    people.guesses_from_network.give_back(network);
    people.guesses_of_account.give_back(login);
    tried.user = account->user;
    tried.name = user->password;
    // In its place, under its name: nothing has happened that the ledger need know. If it cannot be written
    // the next log-in tries again.
    if (is_outdated(*phc))
        if (const auto again = hash_password(prepared, ports.random))
            static_cast<void>(people.accounts.add_password(account->user, *user->password, *again));
    return tried;
}

/// Under a new name, beside the one in force. Nothing: no memory, no disk, or no such person.
std::optional<Hash> store_password(const PeoplePorts& ports, TokenId user, const std::string& prepared) {
    const auto phc = hash_password(prepared, ports.random);
    if (!phc) return std::nullopt;
    const auto name = new_name(ports.random);
    const auto added = ports.people.accounts.add_password(user, name, *phc);
    return added && *added ? std::optional{name} : std::nullopt;
}

/// One that is void stays until the next start when it cannot be written: it lets nobody in, and is said.
void drop(const PeoplePorts& ports, TokenId user, const Hash& name) {
    const auto dropped = ports.people.accounts.drop_password(user, name);
    if (!dropped) log(LogLevel::error, "void_password_kept", {{"error", dropped.error().message()}});
}

/// The ledger's word on a password that is stored; then the one that is void goes.
net::awaitable<Recorded> set_password(PeoplePorts ports, const Call& call, book::SetPassword asked) {
    const auto user = asked.user;
    const auto name = asked.password;
    const auto former = asked.instead_of;
    book::Ask ask = asked;
    const auto recorded = co_await record(ports, user, std::move(ask));
    std::optional<Hash> is_void = recorded.at ? former : std::optional{name};
    if (recorded.error) is_void.reset();  // Perhaps it is recorded: the next start knows.
    if (is_void) {
        auto clean = [&ports, user, is_void] { drop(ports, user, *is_void); };
        co_await ports.api.run(call.errand, std::move(clean));
    }
    if (recorded.at) co_await ports.api.knows_all_principals();
    co_return recorded;
}

// Log-in

net::awaitable<Response> log_in(PeoplePorts ports, const Call& call) {
    if (is_of_another_site(ports, call)) co_return problem("cross_site_call");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"name", "password"});
    const auto typed = fields.text("name", Accounts::login_bytes_max * 4);
    const auto password = fields.text("password", password_bytes_max);
    if (complaint) co_return problem(*complaint);
    // What can be nobody's is tried all the same: it takes as long.
    const auto login = Accounts::folded_login(*typed).value_or(*typed);
    const auto prepared = prepared_password(*password).value_or("");
    const auto network = network_of(call.request.remote);
    Tried tried;
    auto work = [&ports, &network, &login, &prepared, &tried] {
        tried = try_password(ports, network, login, prepared);
    };
    auto undone = co_await ports.api.run(call.errand, std::move(work));
    if (undone) co_return *std::move(undone);
    if (tried.wait) co_return wait_to_guess(*tried.wait);
    if (!tried.user) co_return problem("login_failed");
    auto response = co_await begin_session(ports, call, *tried.user, *tried.name);
    co_return response;
}

struct Change {
    std::optional<PasswordFault> fault;
    std::optional<Hash> name;
    Tried tried;
};

net::awaitable<Response> change_password(PeoplePorts ports, const Call& call) {
    const auto account = ports.people.accounts.find(call.who().id);
    if (!call.session || !account) co_return problem("not_logged_in");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"old_password", "password"});
    const auto old_typed = fields.text("old_password", password_bytes_max);
    const auto typed = fields.text("password", password_bytes_max);
    if (complaint) co_return problem(*complaint);
    const auto prepared = prepared_password(*typed);
    if (!prepared) co_return faulty(PasswordFault::not_text);
    if (const auto fault = fault_of_password(*prepared, account->login)) co_return faulty(*fault);
    const auto former = prepared_password(*old_typed).value_or("");
    const auto network = network_of(call.request.remote);
    Change change;
    auto work = [&ports, &network, &account, &former, &prepared, &change] {
        change.tried = try_password(ports, network, account->login, former);
        if (change.tried.user) change.name = store_password(ports, account->user, *prepared);
    };
    auto undone = co_await ports.api.run(call.errand, std::move(work));
    if (undone) co_return *std::move(undone);
    if (change.tried.wait) co_return wait_to_guess(*change.tried.wait);
    if (!change.tried.user) co_return problem("login_failed", {}, "old_password");
    if (!change.name) co_return not_stored();
    book::SetPassword asked{account->user, *change.name, std::nullopt, change.tried.name};
    const auto recorded = co_await set_password(ports, call, std::move(asked));
    if (recorded.error) co_return Api::not_taken(*recorded.error);
    if (!recorded.at) co_return problem("login_failed", {}, "old_password");
    auto response = co_await begin_session(ports, call, account->user, *change.name);
    co_return response;
}

// Invitations

/// `{"code", …}` and whose it is.
struct Invited {
    Hash code_hash;
    Account account;
    book::User user;
};
net::awaitable<std::optional<Invited>> find_invited(PeoplePorts ports, std::string code) {
    const auto hash = hash_of_invitation(code);
    if (!hash) co_return std::nullopt;
    auto id = ports.principals.invited_by(*hash, ports.clock.now());
    if (!id) {
        co_await ports.api.knows_all_principals();
        id = ports.principals.invited_by(*hash, ports.clock.now());
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
    const auto invited = co_await find_invited(ports, *code);
    if (!invited) co_return problem("invitation_unknown", {}, "code");
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
    const auto invited = co_await find_invited(ports, *code);
    if (!invited) co_return problem("invitation_unknown", {}, "code");
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
    auto response = co_await begin_session(ports, call, user, *name);
    co_return response;
}

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

// Who administers people

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
    auto work = [&ports, &dropped, id] { dropped = ports.people.accounts.drop_passwords(*id); };
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
    Response response;
    response.status = 204;
    co_return response;
}

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

void add_own_routes(const PeoplePorts& ports) {
    ports.api.add(Method::post, "/v1/logout",
                  {Capability::know_oneself, empty_body_bytes_max, "End the session, everywhere"},
                  [ports](const Call& call) { return log_out(ports, call); });
    ports.api.add(Method::post, "/v1/me/password",
                  in_lane(Lane::passwords, {Capability::know_oneself, json_body_bytes_max,
                                            "Change one's password; all other sessions end"}),
                  [ports](const Call& call) { return change_password(ports, call); });
    ports.api.add(Method::get, "/v1/me/sessions", {Capability::know_oneself, 0, "One's sessions"},
                  [ports](const Call& call) -> net::awaitable<Response> {
                      co_await ports.api.knows_all_principals();
                      co_return list_sessions(ports, call);
                  });
    ports.api.add(Method::delete_, "/v1/me/sessions/{id}",
                  {Capability::know_oneself, 0, "End one of one's sessions"},
                  [ports](const Call& call) { return end_session(ports, call); });
}

}  // namespace

void add_people_routes(const PeoplePorts& ports) {
    nobodys_hash();  // It takes its time once, and not somebody's first log-in.
    // Beside the guesses, which are counted where they are made: what a refusal costs.
    const auto limit =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 20, .burst = 600});
    ports.api.add(
        Method::post, "/v1/login",
        in_lane(Lane::passwords, {anyone, json_body_bytes_max, "Log in; sets the session's cookie", limit}),
        [ports](const Call& call) { return log_in(ports, call); });
    ports.api.add(Method::post, "/v1/invitation",
                  in_lane(Lane::passwords, {anyone, json_body_bytes_max, "Whom an invitation is for", limit}),
                  [ports](const Call& call) { return look_at_invitation(ports, call); });
    ports.api.add(Method::post, "/v1/invitation/accept",
                  in_lane(Lane::passwords, {anyone, json_body_bytes_max,
                                            "Set the password by an invitation, and be logged in", limit}),
                  [ports](const Call& call) { return accept_invitation(ports, call); });
    add_own_routes(ports);
    add_user_routes(ports);
}

}  // namespace choqr::gateway
