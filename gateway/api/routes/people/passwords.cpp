#include "api/routes/people/people.hpp"
#include "problem/problem.hpp"
#include "telemetry/log.hpp"

// Passwords: what is tried and set runs on the lane's thread.
namespace choqr::gateway::people {

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

Trying trying(const PeoplePorts& ports, const Call& call, std::string login) {
    const auto known = ports.people.known_browsers.read(call.request.fields, ports.clock.now());
    const auto account = known ? ports.people.accounts.find(known->user) : std::nullopt;
    if (!account || account->login != login) return {login, login};
    return {std::move(login), "browser\n" + known->serial, true};
}

namespace {

/// The hash that this person's password has to have; nobody's, for whoever has none.
struct Wanted {
    std::optional<Account> account;
    std::optional<Hash> name;
    std::string phc;
};
Wanted wanted_of(const PeoplePorts& ports, const std::string& login) {
    Wanted wanted{ports.people.accounts.find_by_login(login), std::nullopt, nobodys_hash()};
    const auto user = wanted.account ? ports.principals.user(wanted.account->user) : std::nullopt;
    if (!user || !user->password || !wanted.account->passwords.contains(*user->password)) return wanted;
    wanted.name = user->password;
    wanted.phc = wanted.account->passwords.at(*user->password);
    return wanted;
}

}  // namespace

Tried try_password(const PeoplePorts& ports, const std::string& network, const Trying& who,
                   const std::string& prepared) {
    auto& people = ports.people;
    Tried tried;
    tried.wait = people.guesses_from_network.take(network);
    if (!tried.wait) tried.wait = people.guesses_of_account.take(who.counted_by);
    if (tried.wait) return tried;
    const auto wanted = wanted_of(ports, who.login);
    if (!is_password(prepared, wanted.phc) || !wanted.name) return tried;
    people.guesses_from_network.give_back(network);
    people.guesses_of_account.give_back(who.counted_by);
    tried.user = wanted.account->user;
    tried.name = wanted.name;
    // In its place, under its name: nothing has happened that the ledger need know. If it cannot be written
    // the next log-in tries again.
    if (is_outdated(wanted.phc))
        if (const auto again = hash_password(prepared, ports.random))
            static_cast<void>(people.accounts.add_password(*tried.user, *tried.name, *again));
    return tried;
}

net::awaitable<AskedAgain> ask_password_again(PeoplePorts ports, const Call& call, std::string typed,
                                              std::string_view field) {
    AskedAgain asked;
    const auto account = ports.people.accounts.find(call.who().id);
    if (!call.session || !account) {
        asked.refusal = problem("not_logged_in");
        co_return asked;
    }
    const auto prepared = prepared_password(typed).value_or("");
    const auto network = network_of(call.request.remote);
    const auto who = trying(ports, call, account->login);
    auto work = [&ports, &network, &who, &prepared, &asked] {
        asked.tried = try_password(ports, network, who, prepared);
    };
    auto errand = call.errand;
    errand.known = true;  // Whoever is logged in.
    asked.refusal = co_await ports.api.run(std::move(errand), std::move(work));
    if (asked.refusal) co_return asked;
    if (asked.tried.wait) asked.refusal = wait_to_guess(*asked.tried.wait);
    if (!asked.refusal && !asked.tried.user) asked.refusal = problem("login_failed", {}, field);
    co_return asked;
}

std::optional<Hash> store_password(const PeoplePorts& ports, TokenId user, const std::string& prepared) {
    const auto phc = hash_password(prepared, ports.random);
    if (!phc) return std::nullopt;
    const auto name = new_name(ports.random);
    const auto added = ports.people.accounts.add_password(user, name, *phc);
    return added && *added ? std::optional{name} : std::nullopt;
}

namespace {

/// One that is void stays until the next start when it cannot be written: it lets nobody in, and is said.
void drop(const PeoplePorts& ports, TokenId user, const Hash& name) {
    const auto dropped = ports.people.accounts.drop_password(user, name);
    if (!dropped) log(LogLevel::error, "void_password_kept", {{"error", dropped.error().message()}});
}

}  // namespace

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

namespace {

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
    auto asked = co_await ask_password_again(ports, call, *old_typed, "old_password");
    if (asked.refusal) co_return *std::move(asked.refusal);
    std::optional<Hash> name;
    auto work = [&ports, &account, &prepared, &name] {
        name = store_password(ports, account->user, *prepared);
    };
    auto undone = co_await ports.api.run(call.errand, std::move(work));
    if (undone) co_return *std::move(undone);
    if (!name) co_return not_stored();
    book::SetPassword set{account->user, *name, std::nullopt, asked.tried.name};
    const auto recorded = co_await set_password(ports, call, std::move(set));
    if (recorded.error) co_return Api::not_taken(*recorded.error);
    if (!recorded.at) co_return problem("login_failed", {}, "old_password");
    // Whoever was in a session has shown their codes when it began.
    const auto user = ports.principals.user(account->user);
    Shown shown{.user = account->user, .password = name, .codes = user ? user->codes : std::nullopt};
    auto response = co_await begin_session(ports, call, std::move(shown));
    co_return response;
}

}  // namespace

void add_password_routes(const PeoplePorts& ports) {
    ports.api.add(Method::post, "/v1/me/password",
                  in_lane(Lane::passwords, {Capability::know_oneself, json_body_bytes_max,
                                            "Change one's password; all other sessions end"}),
                  [ports](const Call& call) { return change_password(ports, call); });
}

}  // namespace choqr::gateway::people
