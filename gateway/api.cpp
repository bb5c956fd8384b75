#include "gateway/api.hpp"

#include "gateway/log.hpp"
#include "gateway/problem.hpp"

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
    return [limit = std::move(limit), action = std::move(action)](const Call& call) -> net::awaitable<http::Response> {
        if (!call.request.let_in && !limit->admit(call.request.remote)) co_return try_again("too_many_requests", 1);
        auto response = co_await action(call);
        co_return response;
    };
}

}  // namespace

Api::Api(Services& services) : services_{services} {
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

http::Response Api::refuse(const http::Refusal& refusal) const { return problem(refusal.code, refusal.detail); }

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
        log(LogLevel::error, "handler_failed", {{"route", route.pattern}, {"error", error.what()}});
    } catch (const std::exception&) {
    }
}

void Api::add(http::Method method, std::string pattern, RouteOptions options, Action action) {
    http::Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.access = options.access;
    route.body_bytes_max = options.body_bytes_max;
    route.summary = std::move(options.summary);
    // A provider signs the body, so nothing can be said before it.
    const auto body_limit = options.body_limit ? options.body_limit : options.limit;
    if (options.access != signed_by_provider)
        route.before_body = [this, access = options.access, body_limit](const http::Request& head) {
            return let_in(access, body_limit.get(), head);
        };
    if (options.limit) action = limited(options.limit, std::move(action));
    route.handler = [this, access = options.access, action = std::move(action)](const http::Request& request, const http::PathValues& values) {
        return admit(access, action, request, values);
    };
    router_.add(std::move(route));
}

// Who may send a large body is known before it comes; what it says is still the action's to judge, with the caller found anew.
net::awaitable<std::optional<http::Response>> Api::let_in(std::uint32_t access, RateLimit* limit, const http::Request& head) {
    if (limit != nullptr && !limit->admit(head.remote)) co_return try_again("too_many_requests", 1);
    if (access == anyone) co_return std::nullopt;
    http::Response refusal;
    const auto caller = co_await identify(head, refusal);
    if (!caller) co_return refusal;
    if ((access & access_of(caller->token.role)) == 0) co_return problem("forbidden");
    co_return std::nullopt;
}

net::awaitable<http::Response> Api::admit(std::uint32_t access, const Action& action, const http::Request& request,
                                          const http::PathValues& values) {
    Call call{request, values, std::nullopt};
    if (access != anyone && access != signed_by_provider) {
        http::Response refusal;
        call.caller = co_await identify(request, refusal);
        if (!call.caller) co_return refusal;
        if ((access & access_of(call.caller->token.role)) == 0) co_return problem("forbidden");
    }
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
    auto row = services_.tokens.find(*hash);
    if (!row) {
        auto look_up = [this, &row, &hash] { row = services_.reports.token_by_hash(*hash).value(); };
        const bool caught_up = co_await read_into(std::move(look_up));
        if (!caught_up) {
            refusal = try_again("reports_behind", 2);
            co_return std::nullopt;
        }
        // Remembered only while alive: the follower forgets it when the ledger says that it was revoked.
        if (row && !row->revoked) services_.tokens.remember(*hash, *row);
    }
    if (!row || row->revoked) {
        refusal = problem("invalid_token");
        co_return std::nullopt;
    }
    co_return Caller{*std::move(row), *hash};
}

net::awaitable<bool> Api::read_into(std::function<void()> work) {
    const auto committed = services_.journal.committed();
    const bool caught_up = co_await applied_before(services_.follower, services_.reports, committed, catch_up_limit);
    if (!caught_up) co_return false;
    co_await services_.background.run(std::move(work));
    co_return true;
}

net::awaitable<http::Response> Api::read(std::function<http::Response()> work) {
    http::Response response;
    auto into_response = [&response, &work] { response = work(); };
    const bool caught_up = co_await read_into(std::move(into_response));
    if (!caught_up) co_return try_again("reports_behind", 2);
    co_return response;
}

http::Response Api::not_taken(const Error& error) {
    if (error == sequencer::errc::queue_full) return try_again("busy", 1);
    if (error == sequencer::errc::stopping) return try_again("stopping", 5);
    if (error == sequencer::errc::journal_full) return try_again("disk_full", 30);
    if (error == boost::system::errc::timed_out) return try_again("busy", 5);
    return try_again("journal_failed", 10);
}

net::awaitable<http::Response> Api::execute(const Call& call, book::Request request, std::function<http::Response(Done)> render,
                                            std::optional<book::Refusal>* refused) {
    book::Command command{std::move(request), call.who().actor(), std::nullopt};
    if (const auto key = call.request.field("idempotency-key")) {
        if (!is_key(*key) || call.request.count("idempotency-key") > 1)
            co_return problem("invalid_parameter", "Idempotency-Key is 1 to 128 printable ASCII characters, once.", "Idempotency-Key");
        command.idempotency = idempotency_of(call, *key);
    }
    const auto outcome = co_await submit(services_.sequencer, std::move(command), answer_limit);
    if (!outcome) co_return not_taken(outcome.error());
    if (const auto* refusal = std::get_if<book::Refusal>(&*outcome)) {
        if (refused) *refused = *refusal;
        co_return problem(*refusal);
    }

    Done done;
    if (const auto* recorded = std::get_if<book::Recorded>(&*outcome)) done.sequence = recorded->sequence;
    if (const auto* exists = std::get_if<book::Exists>(&*outcome)) done = {exists->sequence, false};
    // It is recorded whatever happens now; when the reports are behind, the next reading shows it.
    http::Response response;
    auto into_response = [&response, &render, done] { response = render(done); };
    const bool caught_up = co_await read_into(std::move(into_response));
    if (!caught_up) co_return try_again("reports_behind", 2);
    co_return response;
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
