#include "people.hpp"

#include "access/session_cookies.hpp"

namespace choqr::market_day {
namespace {

constexpr std::size_t people_max = 6;
constexpr std::size_t logins_max = 15;  ///< Of one person, so that none ends the oldest session of theirs.

/// What a browser keeps of "Set-Cookie: choqr-session=…; Path=/; …". Nothing: there is none, or one that
/// takes it away.
std::optional<std::string> session_of(const std::string& fields) {
    constexpr std::string_view name = "Set-Cookie: ";
    const auto at = fields.find("Set-Cookie: choqr-session=");
    if (at == std::string::npos) return std::nullopt;
    const auto from = at + name.size();
    const auto cookie = fields.substr(from, fields.find(';', from) - from);
    return cookie.ends_with('=') ? std::nullopt : std::optional{cookie};
}

}  // namespace

Gateway::Message People::message(std::string target, const Json& body, const std::string& cookie) const {
    Gateway::Message message;
    message.target = std::move(target);
    if (!body.is_null()) {
        message.body = body.dump();
        message.fields.emplace_back("content-type", "application/json");
    }
    if (!cookie.empty()) message.fields.emplace_back("cookie", cookie);
    message.fields.emplace_back("sec-fetch-site", "same-origin");
    return message;
}

std::optional<std::size_t> People::any_person(Standing standing) {
    if (people_.empty()) return std::nullopt;
    const auto which = chance_.below(people_.size());
    return people_[which].standing == standing ? std::optional{which} : std::nullopt;
}

std::optional<std::size_t> People::any_session() {
    return sessions_.empty() ? std::nullopt : std::optional{chance_.below(sessions_.size())};
}

void People::invite() {
    if (people_.size() >= people_max) return;
    const auto market = chance_.happens(500) ? board_.day_market() : board_.night_market();
    const auto login =
        "ban." + std::to_string(people_.size()) + "@" + std::to_string(chance_.below(1'000'000));
    const Json body{{"login", login}, {"name", "Ban"}, {"role", "board"}, {"market_id", market.text()}};
    operator_.call("/v1/users", body, [this, login, market](const Reply& reply) {
        trace_.say("inviting " + login + ": " + std::to_string(reply.status));
        if (reply.status != 201) return;
        const auto told = Json::parse(reply.body);
        const std::string id = told.at("id");
        operator_.promise(Sequence{TokenId::parse(id).value().value()});
        people_.push_back({id, login, market, told.at("invitation").at("code").get<std::string>()});
    });
}

// A session counts from the call, however long its answer took.
void People::begin_session(std::size_t person, Instant asked_at, const Reply& reply) {
    const auto cookie = session_of(reply.fields);
    must(cookie.has_value(), "LoggedInIsIn: a log-in was answered without a cookie");
    sessions_.push_back({person, *cookie, asked_at, asked_at + gateway::SessionCookies::lasts});
}

void People::end_sessions(std::size_t person, Session::Standing standing) {
    for (auto& session : sessions_)
        if (session.person == person && session.standing != Session::Standing::over)
            session.standing = standing;
}

// An invitation that was used, or that another has replaced, lets nobody in.
void People::accept() {
    if (people_.empty()) return;
    const auto which = chance_.below(people_.size());
    auto& person = people_[which];
    const bool again = !person.code;
    const auto code = person.code.value_or(person.used_code);
    if (code.empty()) return;
    const auto password = "mat khau thu " + std::to_string(chance_.below(1'000'000'000));
    const auto before = person.standing;
    if (!again) person.standing = Standing::in_doubt;
    operator_.send(message("/v1/invitation/accept", Json{{"code", code}, {"password", password}}),
                   [this, which, again, code, password, before, resets = person.resets,
                    asked_at = machine_.clock().now()](const Reply& reply) {
                       auto& one = people_[which];
                       trace_.say(one.id + " takes the invitation: " + std::to_string(reply.status));
                       must(!again || reply.status >= 400,
                            "CodesWorkOnce: an invitation of " + one.id + " was used twice");
                       const bool is_certain =
                           one.resets == resets;  // Seed 501464: the password was void at once.
                       if (again || ask_again(reply) || !is_certain) return;
                       must(before != Standing::invited || reply.status == 200,
                            "LoggedInIsIn: " + one.id + " was invited and is not let in: " + reply.body);
                       if (reply.status != 200) return;
                       one.code.reset();
                       one.used_code = code;
                       one.password = password;
                       one.standing = Standing::active;
                       begin_session(which, asked_at, reply);
                   });
}

void People::log_in() {
    const auto which = any_person(Standing::active);
    if (!which) return;
    const auto& person = people_[*which];
    const auto theirs = std::ranges::count(sessions_, *which, &Session::person);
    if (theirs >= static_cast<std::ptrdiff_t>(logins_max)) return;
    const bool is_right = chance_.happens(800);
    const auto password = is_right ? person.password : person.password + " ";
    operator_.send(
        message("/v1/login", Json{{"name", person.login}, {"password", password}}),
        [this, which = *which, is_right, standing = person.standing, tried = person.password,
         asked_at = machine_.clock().now()](const Reply& reply) {
            auto& one = people_[which];
            trace_.say(one.id + " logs in: " + std::to_string(reply.status));
            if (ask_again(reply) || reply.status == 429) return;
            must(is_right || reply.status != 200,
                 "PasswordIsTheLast: " + one.id + " is let in by a wrong password");
            const bool is_certain = one.standing == standing && one.password == tried;
            must(!is_right || !is_certain || reply.status == 200,
                 "PasswordIsTheLast: " + one.id + " is not let in by the right password: " + reply.body);
            if (reply.status != 200) return;
            begin_session(which, asked_at, reply);
            if (!is_certain) sessions_.back().standing = Session::Standing::in_doubt;
        });
}

// Every other session ends with it.
void People::change_password() {
    const auto at = any_session();
    if (!at || sessions_[*at].standing != Session::Standing::open) return;
    const auto which = sessions_[*at].person;
    auto& person = people_[which];
    if (person.standing != Standing::active) return;
    const auto password = "mat khau moi " + std::to_string(chance_.below(1'000'000'000));
    const Json body{{"old_password", person.password}, {"password", password}};
    person.standing = Standing::in_doubt;
    end_sessions(which, Session::Standing::in_doubt);
    operator_.send(message("/v1/me/password", body, sessions_[*at].cookie),
                   [this, which, password, asked_at = machine_.clock().now()](const Reply& reply) {
                       auto& one = people_[which];
                       trace_.say(one.id + " changes the password: " + std::to_string(reply.status));
                       if (reply.status != 200) return;
                       one.password = password;
                       one.standing = Standing::active;
                       end_sessions(which, Session::Standing::over);
                       begin_session(which, asked_at, reply);
                   });
}

void People::log_out() {
    const auto at = any_session();
    if (!at || sessions_[*at].standing != Session::Standing::open) return;
    sessions_[*at].standing = Session::Standing::in_doubt;
    operator_.send(
        message("/v1/logout", nullptr, sessions_[*at].cookie), [this, at = *at](const Reply& reply) {
            trace_.say(people_[sessions_[at].person].id + " logs out: " + std::to_string(reply.status));
            if (reply.status < 300) sessions_[at].standing = Session::Standing::over;
        });
}

void People::reset_or_disable() {
    if (people_.empty()) return;
    const auto which = chance_.below(people_.size());
    auto& person = people_[which];
    if (person.standing == Standing::disabled) return;
    const bool for_good = chance_.happens(300);
    ++person.resets;
    person.standing = Standing::in_doubt;
    end_sessions(which, Session::Standing::in_doubt);
    operator_.call("/v1/users/" + person.id + (for_good ? "/disable" : "/reset"), nullptr,
                   [this, which, for_good](const Reply& reply) {
                       auto& one = people_[which];
                       trace_.say((for_good ? "disabling " : "resetting ") + one.id + ": " +
                                  std::to_string(reply.status));
                       if (reply.status >= 300) return;
                       end_sessions(which, Session::Standing::over);
                       if (one.code) one.used_code = *std::exchange(one.code, std::nullopt);
                       one.standing = for_good ? Standing::disabled : Standing::invited;
                       if (!for_good) one.code = Json::parse(reply.body).at("invitation").at("code");
                   });
}

// Work

People::Deed People::any_deed(const Person& person) {
    using http::Method;
    const auto& stall = vendors_.any();
    const auto known = machine_.reports().stall(stall.id).value();
    const auto deed = chance_.below(7);
    if (!known || deed == 0) return {Method::get, "/v1/me", nullptr};  // The reports may be behind.
    const bool is_own = known->market == person.market;
    const auto of_stall = "/v1/stalls/" + stall.id.text();
    switch (deed) {
        case 1:
            return {Method::post, of_stall + "/suspend", {{"reason", "nghỉ"}}, is_own ? 0 : 404};
        case 2:
            return {Method::post, of_stall + "/resume", nullptr, is_own ? 0 : 404};
        case 3:
            return {Method::post, "/v1/markets", {{"name", "Chợ tôi"}}, 403};
        case 4:
            return {Method::get, "/v1/events", nullptr, 403};
        case 5:
            return {Method::get, of_stall + "/live", nullptr, 403};
        default:
            return {Method::post, "/v1/users/" + person.id + "/disable", nullptr, 403};
    }
}

/// However its clock was set meanwhile, if it says now that the session lasts.
bool People::must_be_in(const Session& session) const {
    const auto now = machine_.clock().now();
    return session.standing == Session::Standing::open && session.renewed_at <= now &&
           now < session.renewed_at + gateway::SessionCookies::idle_max && now < session.ends_at;
}

void People::keep_renewed(Session& session, Instant asked_at, const Reply& reply) {
    const auto renewed = session_of(reply.fields);
    if (!renewed) return;
    session.cookie = *renewed;
    session.renewed_at = asked_at;
}

void People::work() {
    const auto at = any_session();
    if (!at) return;
    const auto& session = sessions_[*at];
    const auto deed = any_deed(people_[session.person]);
    auto message = this->message(deed.target, deed.body, session.cookie);
    message.method = deed.method;
    const Asked asked{machine_.clock().now(), must_be_in(session),
                      session.standing == Session::Standing::over};
    operator_.send(std::move(message),
                   [this, at = *at, deed, asked](const Reply& reply) { answered(at, deed, asked, reply); });
}

// The rule is held by what was true when the call was made and is true still.
void People::answered(std::size_t at, const Deed& deed, const Asked& asked, const Reply& reply) {
    auto& session = sessions_[at];
    const auto& id = people_[session.person].id;
    trace_.say(id + " asks for " + deed.target + ": " + std::to_string(reply.status));
    if (ask_again(reply)) return;
    must(!asked.was_over || reply.status == 401,
         "LoggedOutIsOut: " + id + " acts in a session that was ended");
    if (reply.status == 401)
        return must(!asked.was_in || !must_be_in(session) || machine_.failed(),
                    "LoggedInIsIn: " + id + " is logged in, and is not let in");
    must(deed.refused_with == 0 || reply.status == deed.refused_with,
         "NothingBeyond: " + id + " is answered " + std::to_string(reply.status) + " to " + deed.target);
    must(deed.refused_with != 0 || reply.status != 403,
         "NothingBeyond: " + id + " is refused what is theirs: " + deed.target);
    keep_renewed(session, asked.at, reply);
}

}  // namespace choqr::market_day
