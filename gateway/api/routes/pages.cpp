#include <map>

#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "problem/problem.hpp"
#include "web/assets.hpp"

// The screens, from the table that web/build.mjs made: an address of its own for each page, one for all
// parts. The pages of a trial ledger carry the class that shows the banner which every page has
// (web/parts/trial.html): no script and no call has to succeed for it.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

// The one page that has to be read before anybody trusts the certificate: without TLS it is answered, and so
// are the parts, of which it needs three.
constexpr std::string_view read_before_trust = "/trust";

struct MarkedPage {
    std::string body, etag;
};
using MarkedPages = std::map<const web::Asset*, MarkedPage>;

MarkedPages mark_pages() {
    MarkedPages pages;
    for (const auto& asset : web::assets()) {
        const auto html = asset.body.find("<html ");
        if (html == std::string_view::npos) continue;
        std::string body{asset.body};
        body.insert(body.find('>', html), " class=\"trial-ledger\"");
        pages[&asset] = {std::move(body), "\"trial-" + std::string{asset.etag.substr(1)}};
    }
    return pages;
}

/// Null: there is no such page or part.
const web::Asset* asked_for(const Call& call) {
    auto malformed = false;
    const auto language = http::query_value(call.request.query, "lang", malformed);
    return web::find_asset(call.request.path, language.value_or(std::string{web::default_language}));
}

Response serve(const Call& call, const web::Asset& asset, const MarkedPages& marked) {
    const auto found = marked.find(&asset);
    const std::string_view body = found == marked.end() ? asset.body : found->second.body;
    const std::string_view etag = found == marked.end() ? asset.etag : found->second.etag;
    Response response;
    response.policy = http::Policy::page;
    response.caching = web::is_part(asset) ? http::Caching::immutable : http::Caching::revalidate;
    response.content_type = asset.content_type;
    response.add_field("ETag", etag);
    if (call.request.field("if-none-match") == etag)
        response.status = 304;
    else
        response.static_body = body;
    return response;
}

}  // namespace

void add_page_routes(const PagePorts& ports) {
    // The bodies outlive the answers: routes own them.
    const auto marked =
        std::make_shared<const MarkedPages>(ports.trial_ledger ? mark_pages() : MarkedPages{});
    const auto answer = [marked](const Call& call) -> net::awaitable<Response> {
        const auto* asset = asked_for(call);
        co_return asset == nullptr ? problem("not_found") : serve(call, *asset, *marked);
    };
    // After a power cut a market's screens load at once, from one address. A page's query is its script's,
    // and whoever sends a link on (Zalo, Facebook) adds to it.
    const auto limit =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 1'000, .burst = 20'000});
    Api::RouteOptions options{.access = anyone,
                              .summary = "A page of the screens",
                              .limit = limit,
                              .other_parameters = http::OtherParameters::free};
    for (const auto& asset : web::assets()) {
        if (asset.language != web::default_language) continue;
        options.in_the_clear =
            asset.path == read_before_trust ? http::InTheClear::answered : http::InTheClear::sent_on;
        ports.api.add(Method::get, std::string{asset.path}, options, answer);
    }
    options.summary = "A part of the screens' pages";
    options.in_the_clear = http::InTheClear::answered;
    ports.api.add(Method::get, "/assets/{file}", options, answer);
}

}  // namespace choqr::gateway
