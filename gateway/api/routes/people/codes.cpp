#include "access/one_time_codes.hpp"
#include "api/routes/people/people.hpp"
#include "base/encoding.hpp"
#include "problem/problem.hpp"
#include "qr/svg.hpp"
#include "qr/symbol.hpp"
#include "telemetry/log.hpp"

// One-time codes as a second step (docs/decisions/0639): setting them up, and logging in with one. What
// reads or writes the file of accounts is done in the lane of passwords.
namespace choqr::gateway::people {
namespace {

constexpr std::size_t ticket_bytes_max = 128, typed_bytes_max = 64, secret_bytes_max = 64;

/// What a ticket for the second step is good for: a password that is another one by now asks anew.
std::string for_code(TokenId user, const Hash& password) {
    return "code\n" + user.text() + "\n" + to_hex(password.bytes());
}
/// For setting up just this secret, in this session.
std::string for_set_up(const SessionCookie& session, std::string_view secret) {
    return "set up codes\n" + session.user.text() + "\n" + session.session.text() + "\n" +
           std::string{secret};
}

/// "tk17.TICKET", so that whoever brings it need not say who they are.
struct Step {
    TokenId user;
    std::string ticket;
};
std::optional<Step> step_in(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto user = TokenId::parse(text.substr(0, dot));
    return user ? std::optional{Step{*user, std::string{text.substr(dot + 1)}}} : std::nullopt;
}

/// The names of what the person has to show, if they have shown the password of the ticket.
std::optional<Shown> shown_so_far(const PeoplePorts& ports, std::string_view text) {
    const auto step = step_in(text);
    const auto user = step ? ports.principals.user(step->user) : std::nullopt;
    if (!user || !user->password || !user->codes) return std::nullopt;
    const bool is_good =
        ports.people.tickets.is_good(step->ticket, for_code(step->user, *user->password), ports.clock.now());
    if (!is_good) return std::nullopt;
    return Shown{.user = step->user, .password = user->password, .codes = user->codes};
}

// These run on the lane's thread.

struct CodeTried {
    bool is_right = false;
    std::optional<std::chrono::seconds> wait{};
    bool is_unstored = false;
};

/// Counts a try of the person's, and of the network's, until it was right.
template <class Check>
CodeTried counted(const PeoplePorts& ports, const std::string& network, TokenId user, const Check& check) {
    auto& people = ports.people;
    CodeTried tried;
    tried.wait = people.guesses_from_network.take(network);
    if (!tried.wait) tried.wait = people.guesses_of_code.take(user.text());
    if (tried.wait) return tried;
    const Result<bool> used = check();
    tried.is_unstored = !used;
    tried.is_right = used && *used;
    if (tried.is_right) people.guesses_of_code.give_back(user.text());
    if (tried.is_right) people.guesses_from_network.give_back(network);
    return tried;
}

/// A code of the app, or of paper. It is used up before anybody is let in.
Result<bool> use_code(const PeoplePorts& ports, TokenId user, const Hash& name, const std::string& typed) {
    auto& accounts = ports.people.accounts;
    const auto account = accounts.find(user);
    if (!account || !account->codes.contains(name)) return false;
    const auto& codes = account->codes.at(name);
    const auto step = step_of_code(codes.secret, typed, ports.clock.now(), codes.last_step);
    if (step) return accounts.use_step(user, name, *step);
    const auto recovery = hash_of_recovery_code(typed);
    return recovery ? accounts.use_recovery_code(user, name, *recovery) : Result<bool>{false};
}

Response refused(const CodeTried& tried) {
    if (tried.wait) return wait_to_guess(*tried.wait);
    return tried.is_unstored ? not_stored() : problem("code_wrong", {}, "code");
}

// Log-in

net::awaitable<Response> bring_code(PeoplePorts ports, const Call& call) {
    if (is_of_another_site(ports, call)) co_return problem("cross_site_call");
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"ticket", "code"});
    const auto ticket = fields.text("ticket", ticket_bytes_max);
    const auto typed = fields.text("code", typed_bytes_max);
    if (complaint) co_return problem(*complaint);
    auto shown = shown_so_far(ports, *ticket);
    if (!shown) co_return problem("log_in_again", {}, "ticket");
    const auto network = network_of(call.request.remote);
    CodeTried tried;
    auto work = [&ports, &network, &shown, &typed, &tried] {
        tried = counted(ports, network, shown->user,
                        [&] { return use_code(ports, shown->user, *shown->codes, *typed); });
    };
    auto undone = co_await ports.api.run(call.errand, std::move(work));
    if (undone) co_return *std::move(undone);
    if (!tried.is_right) co_return refused(tried);
    auto response = co_await begin_session(ports, call, *std::move(shown));
    co_return response;
}

// Setting up

Response show_codes(const PeoplePorts& ports, const Call& call) {
    const auto user = ports.principals.user(call.who().id);
    const auto account = ports.people.accounts.find(call.who().id);
    std::optional<std::uint64_t> left;
    if (user && user->codes && account)
        if (const auto codes = account->codes.find(*user->codes); codes != account->codes.end())
            left = codes->second.recovery.size();
    json::Writer json;
    json.begin_object().field("on", user && user->codes).field("recovery_codes_left", left).end_object();
    return json_answer(std::move(json));
}

/// `{"password"}`.
std::optional<std::string> password_in(const Call& call, Response& refusal) {
    const auto body = json_body(call.request, refusal);
    if (!body) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"password"});
    auto password = fields.text("password", password_bytes_max);
    if (complaint) refusal = problem(*complaint);
    return complaint ? std::nullopt : std::move(password);
}

// Nothing is kept of a secret until a code of it has come back.
Response offer_secret(const PeoplePorts& ports, const Call& call, std::string_view login) {
    const auto secret = new_code_secret(ports.random);
    const auto text = to_base32(secret);
    const auto uri = otpauth_uri(secret, login);
    const auto symbol = qr::Symbol::make(uri);
    json::Writer json;
    json.begin_object().field("secret", text).field("uri", uri);
    json.field("qr_svg", symbol ? std::optional{qr::to_svg(*symbol)} : std::nullopt);
    json.field("ticket",
               ports.people.tickets.make(for_set_up(*call.session, text), ports.clock.now(), ports.random));
    json.field("expires_in_s", std::int64_t{std::chrono::seconds{Tickets::lasts}.count()}).end_object();
    return json_answer(std::move(json), 201);
}

net::awaitable<Response> begin_set_up(PeoplePorts ports, const Call& call) {
    Response refusal;
    const auto password = password_in(call, refusal);
    if (!password) co_return refusal;
    auto asked = co_await ask_password_again(ports, call, *password, "password");
    if (asked.refusal) co_return *std::move(asked.refusal);
    const auto account = ports.people.accounts.find(call.who().id);
    co_return account ? offer_secret(ports, call, account->login) : problem("not_logged_in");
}

struct SetUp {
    std::string secret, ticket, code;
};
std::optional<SetUp> set_up_in(const Call& call, Response& refusal) {
    const auto body = json_body(call.request, refusal);
    if (!body) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"secret", "ticket", "code"});
    const auto secret = fields.text("secret", secret_bytes_max);
    const auto ticket = fields.text("ticket", ticket_bytes_max);
    const auto code = fields.text("code", typed_bytes_max);
    if (complaint) refusal = problem(*complaint);
    return complaint ? std::nullopt : std::optional{SetUp{*secret, *ticket, *code}};
}

struct NewCodes {
    Hash name;
    std::vector<std::string> on_paper;
};

/// Beside what is in force. `made`: under which name.
Result<bool> store_codes(const PeoplePorts& ports, TokenId user, const SetUp& asked, NewCodes& made) {
    const auto secret = from_base32(asked.secret);
    const auto step = secret ? step_of_code(*secret, asked.code, ports.clock.now(), 0) : std::nullopt;
    if (!step) return false;
    made.name = new_name(ports.random);
    made.on_paper = new_recovery_codes(ports.random);
    OneTimeCodes codes{*secret, *step};
    for (const auto& code : made.on_paper) codes.recovery.insert(*hash_of_recovery_code(code));
    return ports.people.accounts.add_codes(user, made.name, codes);
}

/// In the background; what stays until the next start lets nobody in, and is said.
net::awaitable<void> keep_codes(PeoplePorts ports, const Call& call, TokenId user, std::optional<Hash> name) {
    Result<void> kept;
    auto work = [&ports, &kept, &name, user] { kept = ports.people.accounts.keep_codes(user, name); };
    const auto undone = co_await ports.api.run(call.errand, std::move(work));
    if (undone || !kept) log(LogLevel::error, "void_codes_kept", {{"user", user.text()}});
}

Response write_recovery_codes(const std::vector<std::string>& codes) {
    json::Writer json;
    json.begin_object().key("recovery_codes").begin_array();
    for (const auto& code : codes) json.text(code);
    json.end_array().end_object();
    return json_answer(std::move(json), 201);
}

net::awaitable<Response> confirm_set_up(PeoplePorts ports, const Call& call) {
    Response refusal;
    const auto asked = set_up_in(call, refusal);
    if (!asked) co_return refusal;
    if (!call.session) co_return problem("not_logged_in");
    const bool is_good = ports.people.tickets.is_good(asked->ticket, for_set_up(*call.session, asked->secret),
                                                      ports.clock.now());
    if (!is_good) co_return problem("log_in_again", {}, "ticket");
    const auto user = call.who().id;
    const auto network = network_of(call.request.remote);
    NewCodes made;
    CodeTried tried;
    auto work = [&ports, &network, &asked, &made, &tried, user] {
        tried = counted(ports, network, user, [&] { return store_codes(ports, user, *asked, made); });
    };
    auto undone = co_await ports.api.run(call.errand, std::move(work));
    if (undone) co_return *std::move(undone);
    if (!tried.is_right) co_return refused(tried);
    book::Ask ask = book::SetOneTimeCodes{user, made.name};
    auto carried = co_await ports.api.carry_out(call, std::move(ask));
    if (!carried.done) co_return std::move(carried.refusal);  // What is stored goes with the next start.
    co_await ports.api.knows_all_principals();
    co_await keep_codes(ports, call, user, made.name);
    co_return write_recovery_codes(made.on_paper);
}

net::awaitable<Response> remove_codes(PeoplePorts ports, const Call& call) {
    Response refusal;
    const auto password = password_in(call, refusal);
    if (!password) co_return refusal;
    auto asked = co_await ask_password_again(ports, call, *password, "password");
    if (asked.refusal) co_return *std::move(asked.refusal);
    const auto user = call.who().id;
    book::Ask ask = book::RemoveOneTimeCodes{user};
    auto carried = co_await ports.api.carry_out(call, std::move(ask));
    if (!carried.done) co_return std::move(carried.refusal);
    co_await ports.api.knows_all_principals();
    co_await keep_codes(ports, call, user, std::nullopt);
    co_return no_content();
}

}  // namespace

Response ask_for_code(const PeoplePorts& ports, TokenId user, const Hash& password) {
    const auto ticket = ports.people.tickets.make(for_code(user, password), ports.clock.now(), ports.random);
    json::Writer json;
    json.begin_object().field("code_needed", true).field("ticket", user.text() + "." + ticket);
    json.field("expires_in_s", std::int64_t{std::chrono::seconds{Tickets::lasts}.count()}).end_object();
    return json_answer(std::move(json));
}

void add_code_routes(const PeoplePorts& ports, const std::shared_ptr<RateLimit>& limit) {
    ports.api.add(Method::post, "/v1/login/code",
                  in_lane(Lane::passwords, {anyone, json_body_bytes_max,
                                            "The second step of a log-in: a one-time code", limit}),
                  [ports](const Call& call) { return bring_code(ports, call); });
    ports.api.add(Method::get, "/v1/me/codes",
                  {Capability::know_oneself, 0, "Whether a one-time code is asked for at one's log-in"},
                  [ports](const Call& call) -> net::awaitable<Response> {
                      co_await ports.api.knows_all_principals();
                      co_return show_codes(ports, call);
                  });
    ports.api.add(Method::post, "/v1/me/codes",
                  in_lane(Lane::passwords, {Capability::know_oneself, json_body_bytes_max,
                                            "Begin to set up one-time codes; the secret is shown once"}),
                  [ports](const Call& call) { return begin_set_up(ports, call); });
    ports.api.add(Method::post, "/v1/me/codes/confirm",
                  in_lane(Lane::passwords, {Capability::know_oneself, json_body_bytes_max,
                                            "Have one-time codes asked for from now on, by one of them"}),
                  [ports](const Call& call) { return confirm_set_up(ports, call); });
    ports.api.add(Method::post, "/v1/me/codes/remove",
                  in_lane(Lane::passwords, {Capability::know_oneself, json_body_bytes_max,
                                            "Have no one-time codes asked for any more"}),
                  [ports](const Call& call) { return remove_codes(ports, call); });
}

}  // namespace choqr::gateway::people
