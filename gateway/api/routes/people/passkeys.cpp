#include "access/passkeys.hpp"

#include "access/base64url.hpp"
#include "api/routes/people/people.hpp"
#include "problem/problem.hpp"
#include "telemetry/log.hpp"

// Passkeys (docs/decisions/0639): made by the browser for this host, and enough to log in with. Their public
// halves are in the ledger, so that any gateway can check what they have signed.
namespace choqr::gateway::people {
namespace {

constexpr std::string_view for_log_in = "log in by passkey";
constexpr std::size_t name_code_points_max = 60;

std::string for_making(TokenId user) { return "make passkey\n" + user.text(); }

std::optional<RelyingParty> party_of(const PeoplePorts& ports, const Call& call) {
    return RelyingParty::of(ports.devices.origin.base_url(call.request));
}

/// Bytes that a browser sends: complains about what is no base64url, or too long.
std::optional<std::string> bytes_in(const json::Fields& fields, std::string_view name,
                                    std::size_t bytes_max) {
    const auto text = fields.text(name, bytes_max * 4 / 3 + 3);
    auto bytes = text ? from_base64url(*text) : std::nullopt;
    if (text && !bytes) fields.complain(name, json::Wrong::not_allowed, "is not base64url without padding");
    return bytes;
}

void write_times(json::Writer& json) {
    const std::int64_t limit_ms = std::chrono::milliseconds{Tickets::lasts}.count();
    json.field("user_verification", "required").field("timeout_ms", limit_ms);
}

// Making one

void write_algorithms(json::Writer& json) {
    json.key("algorithms").begin_array();
    for (const std::int64_t cose : {-7, -8, -257}) json.number(cose);  // ES256, EdDSA, RS256.
    json.end_array();
}

Response offer_making(const PeoplePorts& ports, const Account& account, const RelyingParty& party) {
    json::Writer json;
    json.begin_object();
    json.field("challenge",
               ports.people.tickets.make(for_making(account.user), ports.clock.now(), ports.random));
    json.key("rp").begin_object().field("id", party.id).field("name", "choqr").end_object();
    json.key("user").begin_object().field("id", to_base64url(account.user.text()));
    json.field("name", account.login).field("display_name", account.name).end_object();
    write_algorithms(json);
    json.key("exclude").begin_array();
    for (const auto& own : ports.principals.passkeys_of(account.user))
        json.text(own.passkey.key.credential_id);
    json.end_array();
    write_times(json);
    json.end_object();
    return json_answer(std::move(json), 201);
}

net::awaitable<Response> begin_making(PeoplePorts ports, const Call& call) {
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"password"});
    const auto password = fields.text("password", password_bytes_max);
    if (complaint) co_return problem(*complaint);
    const auto party = party_of(ports, call);
    if (!party) co_return problem("passkeys_unavailable");
    auto asked = co_await ask_password_again(ports, call, *password, "password");
    if (asked.refusal) co_return *std::move(asked.refusal);
    const auto account = ports.people.accounts.find(call.who().id);
    co_return account ? offer_making(ports, *account, *party) : problem("not_logged_in");
}

struct Made {
    std::string name;
    book::PasskeyKey key;
};

/// What was made for a challenge of this gateway's, once.
std::optional<book::PasskeyKey> checked(const PeoplePorts& ports, const Call& call, const RelyingParty& party,
                                        const std::string& client_data,
                                        const std::string& authenticator_data) {
    const auto challenge = challenge_in(client_data, Ceremony::making, party);
    const auto now = ports.clock.now();
    auto& tickets = ports.people.tickets;
    if (!challenge || !tickets.is_good(*challenge, for_making(call.who().id), now)) return std::nullopt;
    auto key = made_passkey(party, authenticator_data);
    return key && tickets.use_up(*challenge, now) ? std::move(key) : std::nullopt;
}

std::optional<Made> made_in(const PeoplePorts& ports, const Call& call, Response& refusal) {
    const auto body = json_body(call.request, refusal);
    if (!body) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"name", "client_data", "authenticator_data"});
    const auto name = label(fields, "name", name_code_points_max);
    const auto client_data = bytes_in(fields, "client_data", client_data_bytes_max);
    const auto authenticator_data = bytes_in(fields, "authenticator_data", authenticator_data_bytes_max);
    const auto party = party_of(ports, call);
    if (complaint)
        refusal = problem(*complaint);
    else if (!call.session)
        refusal = problem("not_logged_in");
    else if (!party)
        refusal = problem("passkeys_unavailable");
    if (complaint || !call.session || !party) return std::nullopt;
    auto key = checked(ports, call, *party, *client_data, *authenticator_data);
    if (!key) refusal = problem("passkey_refused");
    return key ? std::optional{Made{*name, *std::move(key)}} : std::nullopt;
}

net::awaitable<Response> add_passkey(PeoplePorts ports, const Call& call) {
    Response refusal;
    auto made = made_in(ports, call, refusal);
    if (!made) co_return refusal;
    const auto user = call.who().id;
    book::Ask ask = book::AddPasskey{user, std::move(made->key)};
    auto carried = co_await ports.api.carry_out(call, std::move(ask));
    if (!carried.done) co_return std::move(carried.refusal);
    const PasskeyId id{carried.done->sequence};
    Result<bool> named{false};
    auto work = [&ports, &made, &named, user, id] {
        named = ports.people.accounts.name_passkey(user, id, made->name);
    };
    const auto undone = co_await ports.api.run(call.errand, std::move(work));
    if (undone || !named) log(LogLevel::error, "passkey_not_named", {{"passkey", id.text()}});
    co_await ports.api.knows_all_principals();
    json::Writer json;
    json.begin_object().field("id", id.text()).field("name", made->name).end_object();
    co_return json_answer(std::move(json), 201);
}

// One's own

Response list_passkeys(const PeoplePorts& ports, const Call& call) {
    const auto own = ports.principals.passkeys_of(call.who().id);
    const auto account = ports.people.accounts.find(call.who().id);
    const auto name_of_key = [&account](PasskeyId id) {
        if (!account || !account->passkeys.contains(id)) return std::string{};
        return account->passkeys.at(id);
    };
    return list_answer(
        own, own.size(),
        [&name_of_key](json::Writer& json, const Principals::OwnPasskey& one) {
            const auto& used_at = one.passkey.used_at;
            json.begin_object().field("id", one.id.text()).field("name", name_of_key(one.id));
            json.field("host", one.passkey.key.rp_id);
            json.field("added_at", format_rfc3339(one.passkey.added_at));
            json.field("last_used_at", used_at ? std::optional{format_rfc3339(*used_at)} : std::nullopt);
            json.end_object();
        },
        [](const Principals::OwnPasskey& one) { return one.id.value(); });
}

net::awaitable<Response> remove_passkey(PeoplePorts ports, const Call& call) {
    const auto id = PasskeyId::parse(call.values[0]);
    if (!id) co_return problem("passkey_not_found");
    const auto user = call.who().id;
    book::Ask ask = book::RemovePasskey{user, *id};
    auto carried = co_await ports.api.carry_out(call, std::move(ask));
    if (!carried.done) co_return std::move(carried.refusal);
    co_await ports.api.knows_all_principals();
    Result<void> forgotten;
    auto work = [&ports, &forgotten, user, id] {
        forgotten = ports.people.accounts.forget_passkey(user, *id);
    };
    const auto undone = co_await ports.api.run(call.errand, std::move(work));
    if (undone || !forgotten) log(LogLevel::error, "passkey_name_kept", {{"passkey", id->text()}});
    co_return no_content();
}

// Log-in

/// Whoever sends something here sends "{}". Nothing: so it is.
std::optional<Response> refuse_fields(const Call& call) {
    if (call.request.body.empty()) return std::nullopt;
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only(std::initializer_list<std::string_view>{});
    return complaint ? std::optional{problem(*complaint)} : std::nullopt;
}

Response offer_log_in(const PeoplePorts& ports, const Call& call) {
    if (is_of_another_site(ports, call)) return problem("cross_site_call");
    if (auto refused = refuse_fields(call)) return *std::move(refused);
    const auto party = party_of(ports, call);
    if (!party) return problem("passkeys_unavailable");
    json::Writer json;
    json.begin_object();
    json.field("challenge", ports.people.tickets.make(for_log_in, ports.clock.now(), ports.random));
    json.field("rp_id", party->id);
    write_times(json);
    json.end_object();
    return json_answer(std::move(json), 201);
}

struct Assertion {
    std::string id, client_data, authenticator_data, signature;
    std::optional<std::string> user_handle;
};
std::optional<Assertion> assertion_in(const Call& call, Response& refusal) {
    const auto body = json_body(call.request, refusal);
    if (!body) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"id", "client_data", "authenticator_data", "signature", "user_handle"});
    const auto id = fields.text("id", book::PasskeyKey::credential_text_max);
    const auto client_data = bytes_in(fields, "client_data", client_data_bytes_max);
    const auto authenticator_data = bytes_in(fields, "authenticator_data", authenticator_data_bytes_max);
    const auto signature = bytes_in(fields, "signature", passkey_signature_bytes_max);
    const auto user_handle = fields.optional_text("user_handle", 128);
    if (complaint) refusal = problem(*complaint);
    if (complaint) return std::nullopt;
    return Assertion{*id, *client_data, *authenticator_data, *signature, user_handle};
}

/// Whose it is and what it counted, if it has signed a challenge of this gateway's, for the first time.
std::optional<Shown> shown_by(const PeoplePorts& ports, const RelyingParty& party, const Assertion& told) {
    const auto challenge = challenge_in(told.client_data, Ceremony::using_, party);
    const auto now = ports.clock.now();
    auto& tickets = ports.people.tickets;
    if (!challenge || !tickets.is_good(*challenge, for_log_in, now)) return std::nullopt;
    const auto known = ports.principals.passkey_of(told.id);
    if (!known || known->passkey.key.rp_id != party.id) return std::nullopt;
    const auto& [id, passkey] = *known;
    if (told.user_handle && from_base64url(*told.user_handle) != passkey.user.text()) return std::nullopt;
    const auto count = signed_by(passkey.key, told.client_data, told.authenticator_data, told.signature);
    if (!count || !tickets.use_up(*challenge, now)) return std::nullopt;
    return Shown{.user = passkey.user, .passkey = book::PasskeyUse{id, *count}};
}

net::awaitable<Response> log_in_by_passkey(PeoplePorts ports, const Call& call) {
    if (is_of_another_site(ports, call)) co_return problem("cross_site_call");
    Response refusal;
    const auto told = assertion_in(call, refusal);
    if (!told) co_return refusal;
    const auto party = party_of(ports, call);
    if (!party) co_return problem("passkeys_unavailable");
    // One that was removed a moment ago is none.
    const bool read = co_await ports.api.knows_all_principals();
    if (!read) co_return try_again("follower_behind", 2);
    std::optional<Shown> shown;
    auto work = [&ports, &party, &told, &shown] { shown = shown_by(ports, *party, *told); };
    auto undone = co_await ports.api.run(call.errand, std::move(work));
    if (undone) co_return *std::move(undone);
    if (!shown) co_return problem("passkey_unknown");
    auto response = co_await begin_session(ports, call, *std::move(shown));
    co_return response;
}

void add_own_routes(const PeoplePorts& ports) {
    ports.api.add(Method::get, "/v1/me/passkeys", {Capability::know_oneself, 0, "One's passkeys"},
                  [ports](const Call& call) -> net::awaitable<Response> {
                      co_await ports.api.knows_all_principals();
                      co_return list_passkeys(ports, call);
                  });
    ports.api.add(Method::post, "/v1/me/passkeys/options",
                  in_lane(Lane::passwords, {Capability::know_oneself, json_body_bytes_max,
                                            "Begin to make a passkey: what the browser is asked for"}),
                  [ports](const Call& call) { return begin_making(ports, call); });
    ports.api.add(
        Method::post, "/v1/me/passkeys",
        {Capability::know_oneself, json_body_bytes_max, "Add the passkey that the browser has made"},
        [ports](const Call& call) { return add_passkey(ports, call); });
    ports.api.add(Method::delete_, "/v1/me/passkeys/{id}",
                  {Capability::know_oneself, 0, "Remove one of one's passkeys: it opens nothing any more"},
                  [ports](const Call& call) { return remove_passkey(ports, call); });
}

}  // namespace

void add_passkey_routes(const PeoplePorts& ports, const std::shared_ptr<RateLimit>& limit) {
    ports.api.add(
        Method::post, "/v1/login/passkey/options",
        {anyone, empty_body_bytes_max, "Begin to log in by a passkey: what the browser is asked for", limit},
        [ports](const Call& call) -> net::awaitable<Response> { co_return offer_log_in(ports, call); });
    ports.api.add(Method::post, "/v1/login/passkey",
                  {anyone, json_body_bytes_max, "Log in by a passkey; sets the session's cookie", limit},
                  [ports](const Call& call) { return log_in_by_passkey(ports, call); });
    add_own_routes(ports);
}

}  // namespace choqr::gateway::people
