#include "api/api.hpp"

#include <algorithm>

#include "access/rate_limit.hpp"
#include "base/assert.hpp"
#include "base/nearest.hpp"
#include "base/plant.hpp"
#include "problem/problem.hpp"
#include "reports/errc.hpp"
#include "telemetry/log.hpp"

namespace choqr::gateway {

namespace net = http::net;

namespace {

constexpr std::chrono::milliseconds catch_up_limit{2'000};
constexpr std::chrono::milliseconds answer_limit{10'000};
constexpr std::size_t idempotency_key_bytes_max = 128;

bool is_key(std::string_view key) {
    if (key.empty() || key.size() > idempotency_key_bytes_max) return false;
    for (const char c : key)
        if (c < 0x20 || c >= 0x7f) return false;
    return true;
}

Hash key_of(std::string_view who, const http::Request& request, std::string_view key) {
    const std::string_view separator{"\0", 1};
    Sha256 hash;
    hash.update(who).update(name_of(request.method)).update(separator);
    hash.update(request.path).update(separator).update(key);
    return hash.finish();
}

// Bound to who sent it and where to; the body decides whether a repetition is the same request. Former
// versions named the token by its hash: what they recorded is recognised, too.
void bind(book::Command& command, const Call& call, std::string_view key) {
    command.idempotency =
        book::Idempotency{key_of(call.who().name() + "\n", call.request, key), sha256(call.request.body)};
    if (const auto secret = token_hash_of(call.request.field("authorization").value_or("")))
        command.former_key = key_of(secret->bytes(), call.request, key);
}

bool is_misspelling(std::string_view name, std::string_view meant) {
    return !meant.empty() && edit_distance(name, meant) <= (meant.size() < 6 ? 1 : 2);
}

// A parameter that is passed over would give the answer to another question.
std::optional<http::Response> refuse_unknown(const Api::RouteOptions& options, std::string_view query) {
    if (query.empty() || options.other_parameters == http::OtherParameters::free) return std::nullopt;
    std::vector<std::string_view> known;
    for (const auto& parameter : options.parameters) known.push_back(parameter.name);
    for (const auto name : http::unknown_parameters(query, options.parameters)) {
        const auto meant = nearest(name, known);
        if (options.other_parameters == http::OtherParameters::refused || is_misspelling(name, meant))
            return unknown_parameter(name, meant);
    }
    return std::nullopt;
}

}  // namespace

Api::Api(const Ports& ports)
    : ports_{ports},
      calls_{ports.clock, {.per_second = 1'000, .burst = 5'000}},
      changes_{ports.clock, {.per_second = 20, .burst = 1'000}},
      rows_{ports.clock, {.per_second = 20, .burst = 100'000}} {}

http::Response Api::refuse(const http::Refusal& refusal, std::string_view client) const {
    const bool is_mistyped = refusal.status == 404 || refusal.status == 405;
    if (!is_mistyped) ports_.refusals.note({refusal.code, "address:" + network_of(client), refusal.detail});
    return problem(refusal.code, refusal.detail);
}

namespace {

const http::PathValues nothing_in_path;

// What an attack or a wrong secret looks like from here; what people mistype is theirs to read.
bool is_refusal(int status) {
    return status == 401 || status == 403 || status == 413 || status == 429 || status >= 503;
}

}  // namespace

void Api::note_refusal(const Call& call, const http::Response& response) {
    if (response.problem.empty() || !is_refusal(response.status)) return;
    const auto who =
        call.caller ? "token:" + call.who().name() : "address:" + network_of(call.request.remote);
    ports_.refusals.note({response.problem, who, call.route});
}

void Api::handshake_failed(std::string_view why, std::string_view client) noexcept {
    try {
        ports_.refusals.note({"tls_handshake_failed", "address:" + network_of(client), why});
    } catch (const std::bad_alloc&) {
        return;  // It is only told.
    }
}

void Api::answered(const http::Route* route, int status) noexcept {
    try {
        std::string labels = "route=\"";
        labels.append(route == nullptr ? std::string_view{"none"} : std::string_view{route->pattern});
        labels.append("\",method=\"")
            .append(route == nullptr ? std::string_view{"none"} : name_of(route->method));
        labels.append("\",status=\"").append(std::to_string(status)).append("\"");
        ports_.metrics.count("choqr_http_requests", labels);
    } catch (const std::exception&) {  // Out of memory: an uncounted answer is still an answer.
    }
}

void Api::failed(const http::Route& route, const std::exception& error) noexcept {
    try {
        log_seldom(LogLevel::error, "handler_failed", {{"route", route.pattern}, {"error", error.what()}});
    } catch (const std::exception&) {
    }
}

void Api::add(http::Method method, std::string pattern, RouteOptions options, Action action) {
    http::Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.access = options.access.code();
    route.body_bytes_max = options.body_bytes_max;
    route.summary = options.summary;
    route.parameters = options.parameters;
    route.other_parameters = options.other_parameters;
    route.limited = options.limit != nullptr;
    route.cross_origin = options.cross_origin;
    route.in_the_clear = options.in_the_clear;
    CHOQR_ASSERT(options.access != anyone || route.limited, "every route for anyone has a limit");
    // A provider signs the body, so nothing can be said before it.
    if (options.access != signed_by_provider)
        route.before_body = [this, options, pattern = route.pattern](const http::Request& head) {
            return let_in(options, pattern, head);
        };
    route.handler = [this, options = std::move(options), pattern = route.pattern, action = std::move(action)](
                        const http::Request& request, const http::PathValues& values) {
        return answer(options, pattern, action, request, values);
    };
    router_.add(std::move(route));
}

// Who may send a large body is known before it comes; what it says is still the action's to judge, with the
// caller found anew.
net::awaitable<std::optional<http::Response>> Api::let_in(const RouteOptions& options,
                                                          std::string_view pattern,
                                                          const http::Request& head) {
    Call call{head, nothing_in_path, std::nullopt, {}, pattern};
    const auto& limit = options.body_limit ? options.body_limit : options.limit;
    std::optional<http::Response> refusal;
    if (limit && !limit->admit(head.remote))
        refusal = try_again("too_many_requests", 1);
    else
        refusal = co_await ask_who(options, call);
    if (!refusal) refusal = refuse_unknown(options, head.query);
    if (refusal) note_refusal(call, *refusal);
    co_return refusal;
}

// What is read from the reports may be as old as this, and a refusal may come of it. A stream says so itself.
void Api::say_if_behind(http::Response& response) const {
    if (response.stream) return;
    if (const auto age = ports_.watch.behind("reports"))
        response.add_field("Choqr-Behind", std::to_string(std::max<std::int64_t>(1, age->count())));
}

net::awaitable<http::Response> Api::answer(const RouteOptions& options, std::string_view pattern,
                                           const Action& action, const http::Request& request,
                                           const http::PathValues& values) {
    Call call{
        request, values, std::nullopt, {options.lane, network_of(request.remote), request.gone}, pattern};
    std::string renewed;
    auto response = co_await admit(options, action, call, renewed);
    if (call.caller) say_if_behind(response);
    // Whoever has just logged out, or in anew, has another cookie by now.
    const bool has_another =
        call.session && response.extra_fields().find("Set-Cookie: ") != std::string::npos;
    if (!renewed.empty() && !has_another) response.add_field("Set-Cookie", renewed);
    note_refusal(call, response);
    co_return response;
}

// Why the caller may not make this call, else nothing: then `call` says who it is.
net::awaitable<std::optional<http::Response>> Api::ask_who(const RouteOptions& options, Call& call) {
    if (!options.access.asks_who()) co_return std::nullopt;
    http::Response refusal;
    call.caller = co_await identify(options, call, refusal);
    if (!call.caller) co_return refusal;
    if (!call.who().may(options.access.capability()) && !planted("capability_unchecked"))
        co_return problem("forbidden");
    call.errand.caller = call.who().name();
    // No page asks so often; whoever does takes the processors from the notices.
    const bool too_often = !call.who().may(Capability::act_without_limit) && !calls_.admit(call.who().id);
    if (too_often) co_return try_again("too_many_requests", 1);
    co_return std::nullopt;
}

net::awaitable<http::Response> Api::admit(const RouteOptions& options, const Action& action, Call& call,
                                          std::string& renewed) {
    auto refusal = co_await ask_who(options, call);
    if (!refusal) refusal = note_seen(call, renewed);
    if (refusal) co_return *std::move(refusal);
    // What before_body has counted already is not counted twice.
    if (options.limit && !call.request.let_in && !options.limit->admit(call.request.remote))
        co_return try_again("too_many_requests", 1);
    if (auto unknown = refuse_unknown(options, call.request.query)) co_return *std::move(unknown);
    auto response = co_await action(call);
    co_return response;
}

namespace {

template <class Id>
std::optional<Id> id_in_query(const http::Request& request, std::string_view parameter) {
    bool malformed = false;
    const auto value = http::query_value(request.query, parameter, malformed);
    return value ? Id::parse(*value) : std::nullopt;
}

/// The stall or market that a call is about, as far as its address says.
std::optional<DevicePlace> place_in_address(const http::Request& request) {
    for (const std::string_view of_one : {"/v1/stalls/", "/v1/markets/"}) {
        if (!request.path.starts_with(of_one)) continue;
        const auto rest = request.path.substr(of_one.size());
        return DevicePlace::parse(rest.substr(0, rest.find('/')));
    }
    if (const auto stall = id_in_query<StallId>(request, "stall_id")) return *stall;
    if (const auto market = id_in_query<MarketId>(request, "market_id")) return *market;
    return std::nullopt;
}

bool is_of_its_stall(const http::Request& request, const std::optional<DeviceCookie>& device) {
    return device && device->place.stall() && place_in_address(request) == device->place;
}

}  // namespace

// Why somebody who is known may not call now, else nothing.
std::optional<http::Response> Api::not_now(const Principal& who, const http::Request& request) const {
    if (who.has_ended(ports_.clock.now()))
        return problem(who.kind == Principal::Kind::device && who.device_of ? "device_ended"
                                                                            : "token_expired");
    // Behind a proxy a token is as good as its keeper, and this one opens everything.
    if (who.from_this_machine_only && !request.local) return problem("loopback_only");
    return std::nullopt;
}

// By the token that came with it; without one, by the cookie of a person who is logged in, or of a paired
// device.
net::awaitable<std::optional<Principals::Found>> Api::identify(const RouteOptions& options, Call& call,
                                                               http::Response& refusal) {
    const auto authorization = call.request.field("authorization");
    if (!authorization && !options.cross_origin) {
        auto known = co_await identify_by_cookie(options.access.capability(), call, refusal);
        co_return known;
    }
    if (!authorization || call.request.count("authorization") > 1) {
        refusal = problem("missing_token");
        co_return std::nullopt;
    }
    const auto secret = token_hash_of(*authorization);
    if (!secret) {
        refusal = problem("invalid_token");
        co_return std::nullopt;
    }
    auto found = co_await find(*secret, refusal);
    if (found)
        if (auto why_not = not_now(*found->principal, call.request)) {
            refusal = *std::move(why_not);
            co_return std::nullopt;
        }
    co_return found;
}

// A stall's phone for calls about its own stall, since a speaker must not fall silent when somebody of the
// board has logged in on it; else the person; and where the person may not, a device that perhaps may: a
// market's display hears on in a browser in which its board works.
net::awaitable<std::optional<Principals::Found>> Api::identify_by_cookie(Capability asked, Call& call,
                                                                         http::Response& refusal) {
    const auto device = cookie_of(call.request);
    if (ports_.people.cookies.is_in(call.request.fields) && !is_of_its_stall(call.request, device)) {
        auto person = co_await identify_person(call, refusal);
        const bool serves = person ? person->principal->may(asked) : refusal.status != 401;
        if (serves || !device || !may_by(*device, asked)) co_return person;
        call.session.reset();
    }
    auto phone = co_await identify_device(call, refusal);
    co_return phone;
}

bool Api::may_by(const DeviceCookie& cookie, Capability asked) const {
    const auto found = ports_.principals.find(cookie.secret);
    return !found || found->principal->may(asked);
}

namespace {

bool changes_nothing(http::Method method) {
    return method == http::Method::get || method == http::Method::head;
}

}  // namespace

/// What a browser does by itself whenever a page asks for it is not the user's wish: a change is made only by
/// a page of ours, and nobody else's page is told anything.
bool Api::is_forged(const Call& call) const {
    const auto caller = ports_.devices.origin.caller_of(call.request);
    if (changes_nothing(call.request.method)) return caller == Origin::Caller::other_site;
    return caller != Origin::Caller::own_page;
}

// A session that has begun a moment ago may not have been read here yet.
net::awaitable<std::optional<Principals::Found>> Api::identify_person(Call& call, http::Response& refusal) {
    if (is_forged(call)) {
        refusal = problem("cross_site_call");
        co_return std::nullopt;
    }
    const auto now = ports_.clock.now();
    const auto cookie = ports_.people.cookies.read(call.request.fields, now);
    auto found = cookie ? ports_.principals.find(cookie->session, cookie->user) : std::nullopt;
    if (cookie && !found && cookie->session.value() >= ports_.principals.position().value()) {
        const bool read = co_await knows_all_principals();
        found = ports_.principals.find(cookie->session, cookie->user);
        if (!found && !read) {
            refusal = try_again("follower_behind", 2);
            co_return std::nullopt;
        }
    }
    if (!found || found->session_ends_at <= now) {
        refusal = problem("session_over");
        co_return std::nullopt;
    }
    call.session = cookie;
    co_return found;
}

namespace {

bool is_device_of(const Principal& who, const DevicePlace& place) {
    if (who.kind != Principal::Kind::device) return false;
    if (place.market()) return who.device_of == place.market();
    return book::is_stall_device(who.role) && who.scope.stall == place.stall();
}

}  // namespace

net::awaitable<std::optional<Principals::Found>> Api::identify_device(Call& call, http::Response& refusal) {
    auto cookie = cookie_of(call.request);
    if (!cookie) {
        refusal = problem("missing_token");
        co_return std::nullopt;
    }
    if (is_forged(call)) {
        refusal = problem("cross_site_call");
        co_return std::nullopt;
    }
    auto found = co_await find(cookie->secret, refusal);
    if (!found || !is_device_of(*found->principal, cookie->place)) {
        if (found || refusal.status == 401) refusal = problem("device_not_paired");
        co_return std::nullopt;
    }
    if (auto why_not = not_now(*found->principal, call.request)) {
        refusal = *std::move(why_not);
        co_return std::nullopt;
    }
    call.cookie = std::move(cookie);
    co_return found;
}

// A phone of several places calls as the device of the one that it calls about. About a stall of which it is
// no device it calls as a market's: a volunteer's phone may be the speaker of another stall. Else as the
// newest.
std::optional<DeviceCookie> Api::cookie_of(const http::Request& request) const {
    auto cookies = ports_.devices.cookies.read(request.fields);
    if (cookies.empty()) return std::nullopt;
    if (const auto place = place_in_address(request)) {
        const auto meant = std::ranges::find(cookies, *place, &DeviceCookie::place);
        if (meant != cookies.end()) return *meant;
        const auto is_stalls = [](const DeviceCookie& cookie) { return cookie.place.stall().has_value(); };
        if (place->stall() && !std::ranges::all_of(cookies, is_stalls)) std::erase_if(cookies, is_stalls);
    }
    const auto age = [this](const DeviceCookie& cookie) {
        const auto found = ports_.principals.find(cookie.secret);
        return found ? found->principal->id.value() : 0;
    };
    return *std::ranges::max_element(cookies, {}, age);
}

// Its caller may have been made a moment ago.
net::awaitable<std::optional<Principals::Found>> Api::find(Hash secret, http::Response& refusal) {
    auto found = ports_.principals.find(secret);
    if (!found && ports_.principals.position() < ports_.journal.committed()) {
        const bool read = co_await knows_all_principals();
        found = ports_.principals.find(secret);
        if (!found && !read) {
            refusal = try_again("follower_behind", 2);
            co_return std::nullopt;
        }
    }
    if (!found) refusal = problem("invalid_token");
    co_return found;
}

net::awaitable<bool> Api::knows_all_principals() {
    const auto committed = ports_.journal.committed();
    if (ports_.principals.position() >= committed) co_return true;
    const bool read = co_await taken_before(ports_.clock, ports_.following_access, committed, catch_up_limit);
    co_return read;
}

namespace {

bool is_paired(const Principal& who) { return who.device_of || book::is_stall_device(who.role); }

}  // namespace

// Why a device is not let in though it is one, else nothing. Once a day its cookie is set anew, so that a
// phone in use never loses it; a person's once a minute, so that whoever works is not logged out.
std::optional<http::Response> Api::note_seen(const Call& call, std::string& renewed) {
    if (call.session) {
        const auto now = ports_.clock.now();
        ports_.people.seen.note(call.session->session, now, call.caller->session_ends_at,
                                call.request.field("user-agent").value_or(""));
        auto cookie = *call.session;
        if (!SessionCookies::is_to_be_renewed(cookie, now)) return std::nullopt;
        cookie.issued_at = now;
        renewed = ports_.people.cookies.set(cookie, ports_.random);
        return std::nullopt;
    }
    if (!call.caller || !is_paired(call.who())) return std::nullopt;
    auto& last_seen = ports_.devices.last_seen;
    const auto now = ports_.clock.now();
    if (last_seen.is_too_long_ago(call.who().id, now)) return problem("device_forgotten");
    const bool is_first_today = last_seen.note(call.who().id, now);
    if (is_first_today && call.cookie)
        renewed = ports_.devices.cookies.set(call.cookie->place, call.cookie->value);
    return std::nullopt;
}

net::awaitable<std::optional<http::Response>> Api::run(Errand errand, std::function<void()> work) {
    auto ran = Ran::done;
    try {
        ran = co_await ports_.background.run(std::move(errand), std::move(work));
    } catch (const boost::system::system_error& error) {
        // Another program's lock, no descriptor, a file that is gone: it may pass. Damage does not.
        if (!reports::may_pass(error.code())) throw;
        co_return try_again("reports_behind", 2);
    }
    if (ran == Ran::done) co_return std::nullopt;
    if (ran == Ran::stopping) co_return try_again("stopping", 5);
    co_return try_again("busy", 2);
}

net::awaitable<std::optional<http::Response>> Api::read_for(Errand errand, std::function<void()> work) {
    const auto committed = ports_.journal.committed();
    bool caught_up = ports_.reports.position() >= committed;
    if (!caught_up)
        caught_up = co_await taken_before(ports_.clock, ports_.following_reports, committed, catch_up_limit);
    if (!caught_up) co_return try_again("reports_behind", 2);
    auto unread = co_await run(std::move(errand), std::move(work));
    co_return unread;
}

net::awaitable<std::optional<http::Response>> Api::read_into(const Call& call, std::function<void()> work) {
    auto unread = co_await read_for(call.errand, std::move(work));
    co_return unread;
}

net::awaitable<http::Response> Api::read(const Call& call, std::function<http::Response()> work) {
    http::Response response;
    auto into_response = [&response, &work] { response = work(); };
    auto unread = co_await read_into(call, std::move(into_response));
    if (unread) co_return *std::move(unread);
    co_return response;
}

net::awaitable<http::Response> Api::in_background(const Call& call, std::function<http::Response()> work) {
    http::Response response;
    auto into_response = [&response, &work] { response = work(); };
    auto undone = co_await run(call.errand, std::move(into_response));
    if (undone) co_return *std::move(undone);
    co_return response;
}

http::Response Api::not_taken(const Error& error) {
    if (error == sequencer::errc::queue_full) return try_again("busy", 1);
    if (error == sequencer::errc::stopping) return try_again("stopping", 5);
    if (error == sequencer::errc::journal_full) return try_again("disk_full", 30);
    if (error == boost::system::errc::timed_out) return try_again("busy", 5);
    return try_again("journal_failed", 10);
}

namespace {

http::Response wait_with_changes() {
    auto response = problem("too_many_requests", "This token makes too many changes; wait a little.");
    response.add_field("Retry-After", "5");
    return response;
}

}  // namespace

std::optional<http::Response> Api::too_many_changes(const Call& call) {
    if (call.who().may(Capability::act_without_limit) || changes_.admit(call.who().id)) return std::nullopt;
    return wait_with_changes();
}

std::optional<http::Response> Api::too_many_rows(const Call& call, std::size_t rows) {
    if (call.who().may(Capability::act_without_limit) ||
        rows_.admit(call.who().id, static_cast<std::int64_t>(rows)))
        return std::nullopt;
    return wait_with_changes();
}

net::awaitable<Api::Carried> Api::carry_out(const Call& call, book::Ask ask,
                                            std::optional<book::Refusal>* refused) {
    book::Command command{std::move(ask), call.who().name(), std::nullopt};
    Carried carried;
    if (auto refusal = too_many_changes(call)) {
        carried.refusal = *std::move(refusal);
        co_return carried;
    }
    if (const auto key = call.request.field("idempotency-key")) {
        if (!is_key(*key) || call.request.count("idempotency-key") > 1) {
            carried.refusal =
                problem("invalid_parameter", "Idempotency-Key is 1 to 128 printable ASCII characters, once.",
                        "Idempotency-Key");
            co_return carried;
        }
        bind(command, call, *key);
    }
    const auto outcome = co_await submit(ports_.clock, ports_.sequencer, std::move(command), answer_limit);
    if (!outcome) {
        carried.refusal = not_taken(outcome.error());
        co_return carried;
    }
    if (const auto* refusal = std::get_if<book::Refusal>(&*outcome)) {
        if (refused) *refused = *refusal;
        carried.refusal = problem(*refusal);
        co_return carried;
    }
    carried.done = Done{};
    if (const auto* recorded = std::get_if<book::Recorded>(&*outcome))
        carried.done->sequence = recorded->sequence;
    if (const auto* exists = std::get_if<book::Exists>(&*outcome)) *carried.done = {exists->sequence, false};
    co_return carried;
}

net::awaitable<http::Response> Api::execute(const Call& call, book::Ask ask,
                                            std::function<http::Response(Done)> render,
                                            std::optional<book::Refusal>* refused) {
    auto carried = co_await carry_out(call, std::move(ask), refused);
    if (!carried.done) co_return std::move(carried.refusal);
    // It is recorded whatever happens now; when the reports are behind, the next reading shows it.
    http::Response response;
    auto into_response = [&response, &render, done = *carried.done] { response = render(done); };
    auto unread = co_await read_into(call, std::move(into_response));
    if (unread) co_return *std::move(unread);
    co_return response;
}

net::awaitable<http::Response> Api::execute_at_once(const Call& call, book::Ask ask,
                                                    std::function<http::Response(Done)> render) {
    auto carried = co_await carry_out(call, std::move(ask), nullptr);
    if (!carried.done) co_return std::move(carried.refusal);
    co_return render(*carried.done);
}

std::optional<merchants::Market> Api::visible_market(const Call& call, std::string_view id) const {
    const auto market_id = MarketId::parse(id);
    if (!market_id) return std::nullopt;
    auto market = ports_.reports.market(*market_id).value();
    if (!market || !call.caller || !call.who().reaches(place_of(*market))) return std::nullopt;
    return market;
}

std::optional<merchants::Stall> Api::visible_stall(const Call& call, std::string_view id) const {
    const auto stall_id = StallId::parse(id);
    if (!stall_id) return std::nullopt;
    auto stall = ports_.reports.stall(*stall_id).value();
    const auto market = stall ? ports_.reports.market(stall->market).value() : std::nullopt;
    if (!market || !call.caller || !call.who().reaches(place_of(*stall, *market))) return std::nullopt;
    return stall;
}

}  // namespace choqr::gateway
