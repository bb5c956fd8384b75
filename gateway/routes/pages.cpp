#include "gateway/problem.hpp"
#include "gateway/routes/views.hpp"
#include "web/assets.hpp"

// The screens, from the binary.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

Response page(const Call& call) {
    const auto* asset = web::find_asset(call.request.path);
    if (asset == nullptr) return problem("not_found");
    Response response;
    response.policy = http::Policy::page;
    response.caching = asset->path.starts_with("/assets/") ? http::Caching::immutable : http::Caching::revalidate;
    response.content_type = asset->content_type;
    response.add_field("ETag", asset->etag);
    if (call.request.field("if-none-match") == asset->etag) response.status = 304;
    else response.static_body = asset->body;
    return response;
}

}  // namespace

void add_page_routes(Api& api) {
    for (const auto* pattern : {"/", "/stall/{id}", "/board/{id}", "/wallet", "/assets/{file}", "/favicon.ico"})
        api.add(Method::get, pattern, {anyone, 0, "A page of the screens"},
                [](const Call& call) -> net::awaitable<Response> { co_return page(call); });
}

}  // namespace choqr::gateway
