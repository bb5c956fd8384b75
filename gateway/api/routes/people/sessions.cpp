#include "api/routes/people/people.hpp"
#include "problem/problem.hpp"

// One's own sessions: which there are, and their end.
namespace choqr::gateway::people {
namespace {

net::awaitable<Response> log_out(PeoplePorts ports, const Call& call) {
    if (!call.session) co_return problem("not_logged_in");
    book::Ask ask = book::EndSession{call.session->user, call.session->session};
    std::optional<book::Refusal> refused;
    auto carried = co_await ports.api.carry_out(call, std::move(ask), &refused);
    if (!carried.done && refused != book::Refusal::session_not_found) co_return std::move(carried.refusal);
    co_await ports.api.knows_all_principals();
    auto response = no_content();
    response.add_field("Set-Cookie", ports.people.cookies.end());
    co_return response;
}

/// Null where this gateway has not been called by it since it began.
void write_what_was_seen(json::Writer& json, const std::optional<SessionsSeen::Seen>& seen) {
    const auto word = [](std::string_view text) {
        return text.empty() ? std::nullopt : std::optional{std::string{text}};
    };
    json.field("last_used_at", seen ? std::optional{format_rfc3339(seen->last)} : std::nullopt);
    json.field("browser", seen ? word(seen->browser.name) : std::nullopt);
    json.field("system", seen ? word(seen->browser.system) : std::nullopt);
}

Response list_sessions(const PeoplePorts& ports, const Call& call) {
    auto own = ports.principals.sessions_of(call.who().id);
    std::erase_if(own, [now = ports.clock.now()](const auto& one) { return one.session.ends_at <= now; });
    return list_answer(
        own, own.size(),
        [&ports, &call](json::Writer& json, const auto& one) {
            json.begin_object().field("id", one.id.text());
            json.field("begun_at", format_rfc3339(one.session.begun_at));
            json.field("ends_at", format_rfc3339(one.session.ends_at));
            write_what_was_seen(json, ports.people.seen.of(one.id));
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
    auto response = no_content();
    if (call.session && call.session->session == *id)
        response.add_field("Set-Cookie", ports.people.cookies.end());
    co_return response;
}

// One that begins meanwhile stays: it is in the list when its owner looks again.
net::awaitable<Response> end_other_sessions(PeoplePorts ports, const Call& call) {
    const bool read = co_await ports.api.knows_all_principals();
    if (!read) co_return try_again("follower_behind", 2);
    for (const auto& one : ports.principals.sessions_of(call.who().id)) {
        if (call.session && call.session->session == one.id) continue;
        book::Ask ask = book::EndSession{call.who().id, one.id};
        std::optional<book::Refusal> refused;
        auto carried = co_await ports.api.carry_out(call, std::move(ask), &refused);
        if (!carried.done && refused != book::Refusal::session_not_found)
            co_return std::move(carried.refusal);
    }
    co_await ports.api.knows_all_principals();
    co_return no_content();
}

}  // namespace

void add_session_routes(const PeoplePorts& ports) {
    ports.api.add(Method::post, "/v1/logout",
                  {Capability::know_oneself, empty_body_bytes_max, "End the session, everywhere"},
                  [ports](const Call& call) { return log_out(ports, call); });
    ports.api.add(Method::get, "/v1/me/sessions", {Capability::know_oneself, 0, "One's sessions"},
                  [ports](const Call& call) -> net::awaitable<Response> {
                      co_await ports.api.knows_all_principals();
                      co_return list_sessions(ports, call);
                  });
    ports.api.add(Method::delete_, "/v1/me/sessions",
                  {Capability::know_oneself, 0, "End all of one's sessions but this one"},
                  [ports](const Call& call) { return end_other_sessions(ports, call); });
    ports.api.add(Method::delete_, "/v1/me/sessions/{id}",
                  {Capability::know_oneself, 0, "End one of one's sessions"},
                  [ports](const Call& call) { return end_session(ports, call); });
}

}  // namespace choqr::gateway::people
