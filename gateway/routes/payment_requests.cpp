#include "gateway/problem.hpp"
#include "gateway/routes/bodies.hpp"
#include "gateway/routes/views.hpp"

// One amount asked of one customer.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

constexpr std::int64_t expires_in_s_max =
    std::chrono::seconds{book::OpenPaymentRequest::expires_in_max}.count();

Response request_answer(Api& api, PaymentRequestId id, int status) {
    const auto request = api.services().reports.payment_request(id).value().value();
    const auto stall = api.services().reports.stall(request.stall).value().value();
    JsonWriter json;
    write(json, request, stall);
    return json_answer(std::move(json), status);
}

std::optional<merchants::PaymentRequest> visible_request(Api& api, const Call& call) {
    const auto id = PaymentRequestId::parse(call.values[0]);
    auto request = id ? api.services().reports.payment_request(*id).value() : std::nullopt;
    if (!request || !api.visible_stall(call, request->stall.text())) return std::nullopt;
    return request;
}

net::awaitable<Response> open_request(Api& api, const Call& call) {
    Response refusal;
    const auto body = json_body(call.request, refusal);
    if (!body) co_return refusal;
    json::Complaint complaint;
    const json::Fields fields{*body, complaint};
    fields.only({"stall_id", "amount", "description", "expires_in_s"});
    const auto stall_id = fields.text("stall_id", 32);
    const auto amount = fields.amount("amount");
    auto description = optional_label(fields, "description", 200).value_or("");
    const auto expires = fields.optional_integer("expires_in_s", 1, expires_in_s_max);
    if (complaint) co_return problem(*complaint);

    std::optional<merchants::Stall> stall;
    auto look_up = [&api, &call, &stall, &stall_id] { stall = api.visible_stall(call, *stall_id); };
    auto unread = co_await api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!stall) co_return problem("stall_not_found", {}, "stall_id");
    book::OpenPaymentRequest open{.stall = stall->id, .amount = *amount, .description = std::move(description), .expires_in = {}};
    if (expires) open.expires_in = std::chrono::seconds{*expires};
    book::Request request = std::move(open);
    auto render = [&api](Api::Done done) { return request_answer(api, PaymentRequestId{done.sequence}, done.created ? 201 : 200); };
    auto response = co_await api.execute(call, std::move(request), std::move(render));
    co_return response;
}

Response show_request(Api& api, const Call& call) {
    const auto request = visible_request(api, call);
    if (!request) return problem("payment_request_not_found");
    return request_answer(api, request->id, 200);
}

net::awaitable<Response> cancel_request(Api& api, const Call& call) {
    std::optional<merchants::PaymentRequest> request;
    auto look_up = [&api, &call, &request] { request = visible_request(api, call); };
    auto unread = co_await api.read_into(call, std::move(look_up));
    if (unread) co_return *std::move(unread);
    if (!request) co_return problem("payment_request_not_found");
    book::Request cancel = book::CancelPaymentRequest{request->id};
    auto render = [&api, id = request->id](Api::Done) { return request_answer(api, id, 200); };
    auto response = co_await api.execute(call, std::move(cancel), std::move(render));
    co_return response;
}

Response list_requests(Api& api, const Call& call) {
    const auto stall = api.visible_stall(call, call.values[0]);
    if (!stall) return problem("stall_not_found");
    Response refusal;
    const auto page = page_query(call.request, refusal);
    if (!page) return refusal;
    const auto requests = api.services().reports.payment_requests(stall->id, page->limit).value();
    return list_answer(requests, page->limit, [&stall](JsonWriter& json, const auto& request) { write(json, request, *stall); },
                       [](const auto& request) { return request.id.value(); });
}

}  // namespace

void add_payment_request_routes(Api& api) {
    constexpr auto those = operators | vendors;
    api.add(Method::post, "/v1/payment-requests",
            {those, json_body_bytes_max,
             "Ask one amount of one customer; expires_in_s is at most 30 days, 7 days unless told"},
            [&api](const Call& call) { return open_request(api, call); });
    api.add(Method::get, "/v1/payment-requests/{id}", {those, 0, "One payment request"},
            [&api](const Call& call) {
                return api.read(call, [&api, &call] { return show_request(api, call); });
            });
    api.add(Method::post, "/v1/payment-requests/{id}/cancel", {those, json_body_bytes_max, "Cancel an open payment request"},
            [&api](const Call& call) { return cancel_request(api, call); });
    api.add(Method::get, "/v1/stalls/{id}/payment-requests", {those, 0, "A stall's latest payment requests"},
            [&api](const Call& call) {
                return api.read(call, [&api, &call] { return list_requests(api, call); });
            });
}

}  // namespace choqr::gateway
