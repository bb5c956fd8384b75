#include "intake/notices.hpp"
#include "api/bodies.hpp"
#include "api/routes/routes.hpp"
#include "problem/problem.hpp"

// Where providers tell of transfers. The signature over the body is who they are.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

net::awaitable<Response> receive(NoticePorts ports, const Call& call) {
    const auto feeds = ports.feeds.now();
    const auto found = feeds->find(call.values[0]);
    if (found == feeds->end()) co_return problem("feed_not_found");
    connectors::ProviderRequest request{name_of(call.request.method), call.request.fields, call.request.query,
                                        call.request.body};
    auto answer = co_await ports.notices.receive(found->second, request);
    Response response;
    response.status = answer.status;
    response.content_type = answer.content_type;
    response.body = std::move(answer.body);
    if (answer.retry_after_s) response.add_field("Retry-After", std::to_string(*answer.retry_after_s));
    co_return response;
}

}  // namespace

void add_notice_routes(const NoticePorts& ports) {
    const auto action = [ports](const Call& call) { return receive(ports, call); };
    // What stands in its query is the provider's to say, and the connector's to judge.
    ports.api.add(Method::post, "/v1/providers/{feed}/notices",
                  {.access = signed_by_provider,
                   .body_bytes_max = notice_body_bytes_max,
                   .summary = "A provider's notice of a transfer, in its own words",
                   .other_parameters = http::OtherParameters::free},
                  action);
    ports.api.add(Method::get, "/v1/providers/{feed}/notices",
                  {.access = signed_by_provider,
                   .summary = "The same, for providers that call by GET",
                   .other_parameters = http::OtherParameters::free},
                  action);
}

}  // namespace choqr::gateway
