#include "gateway/api.hpp"

#include "gateway/log.hpp"
#include "gateway/problem.hpp"
#include "gateway/rate_limit.hpp"

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

// Bound to who sent it and where to; the body decides whether a repetition is the same request.
book::Idempotency idempotency_of(const Call& call, std::string_view key) {
    const std::string_view separator{"\0", 1};
    Sha256 hash;
    hash.update(call.who().token_hash.bytes()).update(name_of(call.request.method)).update(separator);
    hash.update(call.request.path).update(separator).update(key);
    book::Idempotency idempotency;
    idempotency.key = hash.finish();
    idempotency.body = sha256(call.request.body);
    return idempotency;
}

// What before_body has counted already is not counted twice.
Api::Action limited(std::shared_ptr<RateLimit> limit, Api::Action action) {
    return [limit = std::move(limit),
            action = std::move(action)](const Call& call) -> net::awaitable<http::Response> {
        if (!call.request.let_in && !limit->admit(call.request.remote))
            co_return try_again("too_many_requests", 1);
        auto response = co_await action(call);
        co_return response;
    };
}

}  // namespace

Api::Api(Services& services)
    : services_{services},
      calls_{services.clock, {.per_second = 1'000, .burst = 5'000}},
      changes_{services.clock, {.per_second = 20, .burst = 1'000}},
      rows_{services.clock, {.per_second = 20, .burst = 100'000}} {
    add_health_routes(*this);
    add_market_routes(*this);
    add_stall_routes(*this);
    add_qr_routes(*this);
    add_quick_link_routes(*this);
    add_stand_routes(*this);
    add_payment_request_routes(*this);
    add_notice_routes(*this);
    add_transfer_routes(*this);
    add_event_routes(*this);
    add_live_routes(*this);
    add_report_routes(*this);
    add_token_routes(*this);
    add_ledger_routes(*this);
    add_day_routes(*this);
    add_import_routes(*this);
    add_page_routes(*this);
    if (services.demo_wallet) add_demo_routes(*this);
    add_openapi_route(*this);
}

http::Response Api::refuse(const http::Refusal& refusal, std::string_view client) const {
    const bool is_mistyped = refusal.status == 404 || refusal.status == 405;
    if (!is_mistyped)
        services_.refusals.note({refusal.code, "address:" + network_of(client), refusal.detail});
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
        call.caller ? "token:" + call.caller->actor() : "address:" + network_of(call.request.remote);
    services_.refusals.note({response.problem, who, call.route});
}

void Api::answered(const http::Route* route, int status) noexcept {
    try {
        std::string labels = "route=\"";
        labels.append(route == nullptr ? std::string_view{"none"} : std::string_view{route->pattern});
        labels.append("\",method=\"").append(route == nullptr ? std::string_view{"none"} : name_of(route->method));
        labels.append("\",status=\"").append(std::to_string(status)).append("\"");
        services_.metrics.count("choqr_http_requests", labels);
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
    route.access = options.access;
    route.body_bytes_max = options.body_bytes_max;
    route.summary = options.summary;
    // A provider signs the body, so nothing can be said before it.
    if (options.access != signed_by_provider)
        route.before_body = [this, access = options.access, pattern = route.pattern,
                             limit = options.body_limit ? options.body_limit
                                                        : options.limit](const http::Request& head) {
            return let_in(access, pattern, limit.get(), head);
        };
    if (options.limit) action = limited(options.limit, std::move(action));
    route.handler = [this, options = std::move(options), pattern = route.pattern, action = std::move(action)](
                        const http::Request& request, const http::PathValues& values) {
        return answer(options, pattern, action, request, values);
    };
    router_.add(std::move(route));
}

// Who may send a large body is known before it comes; what it says is still the action's to judge, with the
// caller found anew.
net::awaitable<std::optional<http::Response>> Api::let_in(std::uint32_t access, std::string_view pattern,
                                                          RateLimit* limit, const http::Request& head) {
    Call call{head, nothing_in_path, std::nullopt, {}, pattern};
    std::optional<http::Response> refusal;
    if (limit != nullptr && !limit->admit(head.remote))
        refusal = try_again("too_many_requests", 1);
    else
        refusal = co_await ask_who(access, call);
    if (refusal) note_refusal(call, *refusal);
    co_return refusal;
}

net::awaitable<http::Response> Api::answer(const RouteOptions& options, std::string_view pattern,
                                           const Action& action, const http::Request& request,
                                           const http::PathValues& values) {
    Call call{
        request, values, std::nullopt, {options.lane, network_of(request.remote), request.gone}, pattern};
    auto response = co_await admit(options.access, action, call);
    note_refusal(call, response);
    co_return response;
}

// Why the caller may not make this call, else nothing: then `call` says who it is.
net::awaitable<std::optional<http::Response>> Api::ask_who(std::uint32_t access, Call& call) {
    if (access == anyone || access == signed_by_provider) co_return std::nullopt;
    http::Response refusal;
    call.caller = co_await identify(call.request, refusal);
    if (!call.caller) co_return refusal;
    if ((access & access_of(call.caller->token.role)) == 0) co_return problem("forbidden");
    call.errand.caller = call.caller->token.id.text();
    // No page asks so often; whoever does takes the processors from the notices.
    const bool too_often = !call.who().is(book::Role::operator_) && !calls_.admit(call.who().token.id);
    if (too_often) co_return try_again("too_many_requests", 1);
    co_return std::nullopt;
}

net::awaitable<http::Response> Api::admit(std::uint32_t access, const Action& action, Call& call) {
    auto refusal = co_await ask_who(access, call);
    if (refusal) co_return *std::move(refusal);
    auto response = co_await action(call);
    co_return response;
}

net::awaitable<std::optional<Caller>> Api::identify(const http::Request& request, http::Response& refusal) {
    const auto authorization = request.field("authorization");
    if (!authorization || request.count("authorization") > 1) {
        refusal = problem("missing_token");
        co_return std::nullopt;
    }
    const auto hash = token_hash_of(*authorization);
    if (!hash) {
        refusal = problem("invalid_token");
        co_return std::nullopt;
    }
    const auto generation = services_.tokens.generation();
    auto row = services_.tokens.find(*hash);
    if (!row) {
        auto look_up = [this, &row, &hash] { row = services_.reports.token_by_hash(*hash).value(); };
        Errand errand{Lane::log_in, network_of(request.remote), request.gone};
        auto unread = co_await read_for(std::move(errand), std::move(look_up));
        if (unread) {
            refusal = *std::move(unread);
            co_return std::nullopt;
        }
        if (row && !row->revoked) services_.tokens.remember(*hash, *row, generation);
    }
    if (!row || row->revoked || services_.tokens.is_revoked(row->id)) {
        refusal = problem("invalid_token");
        co_return std::nullopt;
    }
    co_return Caller{*std::move(row), *hash, generation};
}

net::awaitable<std::optional<http::Response>> Api::run(Errand errand, std::function<void()> work) {
    const auto ran = co_await services_.background.run(std::move(errand), std::move(work));
    if (ran == Ran::done) co_return std::nullopt;
    if (ran == Ran::stopping) co_return try_again("stopping", 5);
    co_return try_again("busy", 2);
}

net::awaitable<std::optional<http::Response>> Api::read_for(Errand errand, std::function<void()> work) {
    const auto committed = services_.journal.committed();
    const bool caught_up = co_await applied_before(services_.follower, services_.reports, committed, catch_up_limit);
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
    if (call.who().is(book::Role::operator_) || changes_.admit(call.who().token.id)) return std::nullopt;
    return wait_with_changes();
}

std::optional<http::Response> Api::too_many_rows(const Call& call, std::size_t rows) {
    if (call.who().is(book::Role::operator_) ||
        rows_.admit(call.who().token.id, static_cast<std::int64_t>(rows)))
        return std::nullopt;
    return wait_with_changes();
}

net::awaitable<Api::Carried> Api::carry_out(const Call& call, book::Request request,
                                            std::optional<book::Refusal>* refused) {
    book::Command command{std::move(request), call.who().actor(), std::nullopt};
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
        command.idempotency = idempotency_of(call, *key);
    }
    const auto outcome = co_await submit(services_.sequencer, std::move(command), answer_limit);
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

net::awaitable<http::Response> Api::execute(const Call& call, book::Request request,
                                            std::function<http::Response(Done)> render,
                                            std::optional<book::Refusal>* refused) {
    auto carried = co_await carry_out(call, std::move(request), refused);
    if (!carried.done) co_return std::move(carried.refusal);
    // It is recorded whatever happens now; when the reports are behind, the next reading shows it.
    http::Response response;
    auto into_response = [&response, &render, done = *carried.done] { response = render(done); };
    auto unread = co_await read_into(call, std::move(into_response));
    if (unread) co_return *std::move(unread);
    co_return response;
}

net::awaitable<http::Response> Api::execute_at_once(const Call& call, book::Request request,
                                                    std::function<http::Response(Done)> render) {
    auto carried = co_await carry_out(call, std::move(request), nullptr);
    if (!carried.done) co_return std::move(carried.refusal);
    co_return render(*carried.done);
}

std::optional<merchants::Market> Api::visible_market(const Call& call, std::string_view id) const {
    const auto market_id = MarketId::parse(id);
    if (!market_id) return std::nullopt;
    auto market = services_.reports.market(*market_id).value();
    if (!market || !call.caller || !call.caller->sees(*market)) return std::nullopt;
    return market;
}

std::optional<merchants::Stall> Api::visible_stall(const Call& call, std::string_view id) const {
    const auto stall_id = StallId::parse(id);
    if (!stall_id) return std::nullopt;
    auto stall = services_.reports.stall(*stall_id).value();
    if (!stall || !call.caller || !call.caller->sees(*stall)) return std::nullopt;
    return stall;
}

}  // namespace choqr::gateway
