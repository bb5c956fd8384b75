#include "api/routes/people/people.hpp"

#include <array>

#include "problem/problem.hpp"
#include "world/random.hpp"

namespace choqr::gateway::people {
namespace {

constexpr std::chrono::milliseconds answer_limit{10'000};
constexpr std::chrono::days known_for{7};  ///< Then the cookie of a browser that is used is set anew.

}  // namespace

bool is_of_another_site(const PeoplePorts& ports, const Call& call) {
    return ports.devices.origin.caller_of(call.request) == Origin::Caller::other_site;
}

Response not_stored() { return try_again("journal_failed", 10); }

Response wait_to_guess(std::chrono::seconds wait) {
    auto response = problem("too_many_guesses");
    response.add_field("Retry-After", std::to_string(wait.count()));
    return response;
}

Response no_content() {
    Response response;
    response.status = 204;
    return response;
}

Hash new_name(world::Random& random) {
    std::array<std::uint8_t, 32> bytes{};
    random.fill(bytes);
    return sha256({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

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

namespace {

/// Who calls from now on has another session, if they had one.
net::awaitable<void> end_former_session(PeoplePorts ports, const Call& call) {
    const auto former = ports.people.cookies.read(call.request.fields, ports.clock.now());
    if (!former || !ports.principals.find(former->session, former->user)) co_return;
    book::Ask ask = book::EndSession{former->user, former->session};
    co_await record(ports, former->user, std::move(ask));
}

}  // namespace

net::awaitable<Response> begin_session(PeoplePorts ports, const Call& call, Shown shown) {
    co_await end_former_session(ports, call);
    const auto now = ports.clock.now();
    const auto user = shown.user;
    book::Ask ask =
        book::BeginSession{user, shown.password, now + SessionCookies::lasts, shown.codes, shown.passkey};
    const auto begun = co_await record(ports, user, std::move(ask));
    if (begun.error) co_return Api::not_taken(*begun.error);
    if (!begun.at) co_return problem(shown.passkey ? "passkey_unknown" : "login_failed");
    // Seed 500378: whoever had just set a password was told that it is wrong.
    const bool read = co_await ports.api.knows_all_principals();
    const auto principal = ports.principals.find(user);
    if (!principal && !read) co_return try_again("follower_behind", 2);
    if (!principal) co_return problem("login_failed");
    auto response = me_answer(*principal, ports.people.accounts, ports.trial_ledger);
    const SessionCookie cookie{user, SessionId{*begun.at}, now};
    ports.people.seen.note(cookie.session, now, now + SessionCookies::lasts,
                           call.request.field("user-agent").value_or(""));
    response.add_field("Set-Cookie", ports.people.cookies.set(cookie, ports.random));
    const auto known = ports.people.known_browsers.read(call.request.fields, now);
    if (!known || known->user != user || known->since + known_for <= now)
        response.add_field("Set-Cookie", ports.people.known_browsers.set(user, now, ports.random));
    co_return response;
}

}  // namespace choqr::gateway::people
