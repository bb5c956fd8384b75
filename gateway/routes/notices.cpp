#include "gateway/notices.hpp"

#include "gateway/problem.hpp"
#include "gateway/routes/bodies.hpp"

// Where providers tell of transfers. The signature over the body is who they are.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

std::vector<connectors::Field> fields_of(const http::Request& request) {
    std::vector<connectors::Field> fields;
    fields.reserve(request.fields.size());
    for (const auto& field : request.fields) fields.push_back({field.name, field.value});
    return fields;
}

net::awaitable<Response> receive(Api& api, const Call& call) {
    const auto found = api.services().feeds.find(call.values[0]);
    if (found == api.services().feeds.end()) co_return problem("feed_not_found");
    const auto fields = fields_of(call.request);
    connectors::ProviderRequest request{name_of(call.request.method), fields, call.request.query, call.request.body};
    auto answer = co_await receive_notice(api.services(), found->second, request);
    Response response;
    response.status = answer.status;
    response.content_type = answer.content_type;
    response.body = std::move(answer.body);
    if (answer.retry_after_s) response.add_field("Retry-After", std::to_string(*answer.retry_after_s));
    co_return response;
}

}  // namespace

void add_notice_routes(Api& api) {
    const auto action = [&api](const Call& call) { return receive(api, call); };
    api.add(Method::post, "/v1/providers/{feed}/notices", {signed_by_provider, notice_body_bytes_max, "A provider's notice of a transfer, in its own words"}, action);
    api.add(Method::get, "/v1/providers/{feed}/notices", {signed_by_provider, 0, "The same, for providers that call by GET"}, action);
}

}  // namespace choqr::gateway
