#include "api/routes/people/people.hpp"
#include "problem/problem.hpp"

namespace choqr::gateway::people {
namespace {

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
    const auto who = trying(ports, call, login);
    Tried tried;
    auto work = [&ports, &network, &who, &prepared, &tried] {
        tried = try_password(ports, network, who, prepared);
    };
    auto errand = call.errand;
    errand.known = who.is_known;
    if (who.is_known) errand.caller = who.counted_by;  // Not behind the strangers of its network.
    auto undone = co_await ports.api.run(std::move(errand), std::move(work));
    if (undone) co_return *std::move(undone);
    if (tried.wait) co_return wait_to_guess(*tried.wait);
    if (!tried.user) co_return problem("login_failed");
    const auto user = ports.principals.user(*tried.user);
    if (user && user->codes) co_return ask_for_code(ports, *tried.user, *tried.name);
    Shown shown{.user = *tried.user, .password = tried.name};
    auto response = co_await begin_session(ports, call, std::move(shown));
    co_return response;
}

}  // namespace

void add_log_in_routes(const PeoplePorts& ports, const std::shared_ptr<RateLimit>& limit) {
    ports.api.add(
        Method::post, "/v1/login",
        in_lane(Lane::passwords, {anyone, json_body_bytes_max, "Log in; sets the session's cookie", limit}),
        [ports](const Call& call) { return log_in(ports, call); });
}

}  // namespace choqr::gateway::people
