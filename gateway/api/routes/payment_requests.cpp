#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "api/routes/todays.hpp"
#include "api/views.hpp"
#include "problem/problem.hpp"

// One amount asked of one customer.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::int64_t expires_in_s_max =
    std::chrono::seconds{book::OpenPaymentRequest::expires_in_max}.count();

Response request_answer(const PaymentRequestPorts& ports, PaymentRequestId id, int status) {
    const auto request = ports.reports.payment_request(id).value().value();
    const auto stall = ports.reports.stall(request.stall).value().value();
    json::Writer json;
    write(json, request, stall, ports.public_ids);
    return json_answer(std::move(json), status);
}

// Whoever helps at a stall for a day has that day's.
bool is_seen(const PaymentRequestPorts& ports, const Principal& caller, const merchants::Stall& stall,
             const merchants::PaymentRequest& request) {
    if (!caller.scope.stall) return true;
    const auto market = ports.reports.market(stall.market).value();
    const auto cutoff = market ? market->business_day_cutoff : std::chrono::minutes{0};
    return sees(caller, ports.reports, stall, business_day(request.opened_at, cutoff), ports.clock.now());
}

std::optional<merchants::PaymentRequest> visible_request(const PaymentRequestPorts& ports, const Call& call) {
    const auto id = PaymentRequestId::parse(call.values[0]);
    auto request = id ? ports.reports.payment_request(*id).value() : std::nullopt;
    const auto stall = request ? ports.api.visible_stall(call, request->stall.text()) : std::nullopt;
    if (!stall || !is_seen(ports, call.who(), *stall, *request)) return std::nullopt;
    return request;
}

net::awaitable<Response> open_request(PaymentRequestPorts ports, const Call& call) {
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"stall_id", "amount", "description", "expires_in_s", "trial"});
    const auto stall_id = fields.text("stall_id", 32);
    const auto amount = fields.amount("amount");
    auto description = optional_label(fields, "description", 200).value_or("");
    const auto expires = fields.optional_integer("expires_in_s", 1, expires_in_s_max);
    const bool is_trial = fields.optional_boolean("trial").value_or(false);
    if (complaint) co_return problem(*complaint);

    std::optional<merchants::Stall> stall;
    auto look_up = [ports, &call, &stall, &stall_id] { stall = ports.api.visible_stall(call, *stall_id); };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!stall) co_return problem("stall_not_found", {}, "stall_id");
    book::OpenPaymentRequest open{
        .stall = stall->id, .amount = *amount, .description = std::move(description), .expires_in = {}};
    if (expires) open.expires_in = std::chrono::seconds{*expires};
    open.trial = is_trial;
    book::Ask ask = std::move(open);
    auto render = [ports](Api::Done done) {
        return request_answer(ports, PaymentRequestId{done.sequence}, done.created ? 201 : 200);
    };
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

/// `{"amount"}`; 1,000 đ unless told, or no body at all.
std::optional<Vnd> read_trial(const http::Request& request, Response& refusal) {
    constexpr auto usual = Vnd::of(1'000);
    if (request.body.empty()) return usual;
    const auto body = json_body(request, refusal);
    if (!body) return std::nullopt;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"amount"});
    const auto amount = fields.optional_amount("amount");
    if (!complaint) return amount.value_or(usual);
    refusal = problem(*complaint);
    return std::nullopt;
}

// For whoever sets a stall up, too, who may ask nobody for money. In its code stands the account: where that
// is withheld, so is this.
net::awaitable<Response> open_trial(PaymentRequestPorts ports, const Call& call) {
    Response refusal;
    std::optional<merchants::Stall> stall;
    auto look_up = [ports, &call, &stall] { stall = ports.api.visible_stall(call, call.values[0]); };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!stall) co_return problem("stall_not_found");
    if (!is_shown_vendor(call.who(), *stall)) co_return problem("consent_withdrawn");
    const auto amount = read_trial(call.request, refusal);
    if (!amount) co_return refusal;
    book::OpenPaymentRequest open{.stall = stall->id, .amount = *amount, .description = {}, .expires_in = {}};
    open.trial = true;
    book::Ask ask = std::move(open);
    auto render = [ports](Api::Done done) {
        return request_answer(ports, PaymentRequestId{done.sequence}, done.created ? 201 : 200);
    };
    auto response = co_await ports.api.execute(call, std::move(ask), std::move(render));
    co_return response;
}

Response show_request(const PaymentRequestPorts& ports, const Call& call) {
    const auto request = visible_request(ports, call);
    if (!request) return problem("payment_request_not_found");
    return request_answer(ports, request->id, 200);
}

net::awaitable<Response> cancel_request(PaymentRequestPorts ports, const Call& call) {
    std::optional<merchants::PaymentRequest> request;
    auto look_up = [ports, &call, &request] { request = visible_request(ports, call); };
    auto unread = co_await ports.api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!request) co_return problem("payment_request_not_found");
    book::Ask cancel = book::CancelPaymentRequest{request->id};
    auto render = [ports, id = request->id](Api::Done) { return request_answer(ports, id, 200); };
    auto response = co_await ports.api.execute(call, std::move(cancel), std::move(render));
    co_return response;
}

Response list_requests(const PaymentRequestPorts& ports, const Call& call) {
    const auto stall = ports.api.visible_stall(call, call.values[0]);
    if (!stall) return problem("stall_not_found");
    Response refusal;
    const auto page = page_query(call.request, refusal);
    if (!page) return refusal;
    const auto before =
        page->after ? std::optional{PaymentRequestId::from_value(*page->after)} : std::nullopt;
    auto requests = ports.reports.payment_requests(stall->id, page->limit + 1, before).value();
    std::erase_if(requests, [&](const auto& one) { return !is_seen(ports, call.who(), *stall, one); });
    return list_answer(
        requests, page->limit,
        [&](json::Writer& json, const auto& request) { write(json, request, *stall, ports.public_ids); },
        [](const auto& request) { return request.id.value(); });
}

}  // namespace

void add_payment_request_routes(const PaymentRequestPorts& ports) {
    ports.api.add(Method::post, "/v1/payment-requests",
                  {Capability::request_payments, json_body_bytes_max,
                   "Ask one amount of one customer; expires_in_s is at most 30 days, 7 days unless told"},
                  [ports](const Call& call) { return open_request(ports, call); });
    ports.api.add(Method::post, "/v1/stalls/{id}/trial-requests",
                  {Capability::open_trials, json_body_bytes_max,
                   "A payment request of 15 minutes; the one transfer that pays it is a trial"},
                  [ports](const Call& call) { return open_trial(ports, call); });
    ports.api.add(Method::get, "/v1/payment-requests/{id}",
                  {Capability::request_payments, 0, "One payment request"}, [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return show_request(ports, call); });
                  });
    ports.api.add(Method::post, "/v1/payment-requests/{id}/cancel",
                  {Capability::request_payments, json_body_bytes_max, "Cancel an open payment request"},
                  [ports](const Call& call) { return cancel_request(ports, call); });
    ports.api.add(Method::get, "/v1/stalls/{id}/payment-requests",
                  taking({limit_parameter, cursor_parameter},
                         {Capability::request_payments, 0, "A stall's latest payment requests"}),
                  [ports](const Call& call) {
                      return ports.api.read(call, [ports, &call] { return list_requests(ports, call); });
                  });
}

}  // namespace choqr::gateway
