#include <map>

#include "gateway/problem.hpp"
#include "gateway/routes/views.hpp"
#include "web/assets.hpp"

// The screens, from the binary. Those of a trial ledger carry the class that shows the banner which every
// page has (web/pages/trial.html): no script and no call has to succeed for it.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

struct MarkedPage {
    std::string body, etag;
};
using MarkedPages = std::map<std::string_view, MarkedPage>;  ///< By Asset::path.

MarkedPages mark_pages() {
    constexpr std::string_view opening = "<html lang=\"vi\"", mark = " class=\"trial-ledger\"";
    MarkedPages pages;
    for (const auto& asset : web::assets()) {
        const auto at = asset.body.find(opening);
        if (at == std::string_view::npos) continue;
        std::string body{asset.body};
        body.insert(at + opening.size(), mark);
        pages[asset.path] = {std::move(body), "\"trial-" + std::string{asset.etag.substr(1)}};
    }
    return pages;
}

Response page(const Call& call, const MarkedPages& marked) {
    const auto* asset = web::find_asset(call.request.path);
    if (asset == nullptr) return problem("not_found");
    const auto found = marked.find(asset->path);
    const std::string_view body = found == marked.end() ? asset->body : found->second.body;
    const std::string_view etag = found == marked.end() ? asset->etag : found->second.etag;
    Response response;
    response.policy = http::Policy::page;
    response.caching = asset->path.starts_with("/assets/") ? http::Caching::immutable : http::Caching::revalidate;
    response.content_type = asset->content_type;
    response.add_field("ETag", etag);
    if (call.request.field("if-none-match") == etag)
        response.status = 304;
    else
        response.static_body = body;
    return response;
}

}  // namespace

void add_page_routes(Api& api) {
    // The bodies outlive the answers: routes own them.
    const auto marked =
        std::make_shared<const MarkedPages>(api.services().trial_ledger ? mark_pages() : MarkedPages{});
    for (const auto* pattern : {"/", "/stall/{id}", "/board/{id}", "/wallet", "/assets/{file}", "/favicon.ico"})
        api.add(Method::get, pattern, {anyone, 0, "A page of the screens"},
                [marked](const Call& call) -> net::awaitable<Response> { co_return page(call, *marked); });
}

}  // namespace choqr::gateway
