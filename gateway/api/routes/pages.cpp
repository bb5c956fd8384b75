#include <array>
#include <map>

#include "access/base64url.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "problem/problem.hpp"
#include "web/assets.hpp"
#include "world/random.hpp"

// The screens, from the table that web/build.mjs made: an address of its own for each page, one for all
// parts. Each time that a page is sent its script has another nonce, and no other script runs
// (docs/decisions/ 0639). The pages of a trial ledger carry the class that shows the banner which every page
// has (web/parts/trial.html): no script and no call has to succeed for it.
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

std::string new_nonce(world::Random& random) {
    std::array<std::uint8_t, 16> bytes{};
    random.fill(bytes);
    return to_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// The page, whose one script has the nonce.
std::string with_nonce(std::string_view page, std::string_view nonce) {
    std::string body{page};
    constexpr std::string_view script = "<script";
    if (const auto at = body.rfind(script); at != std::string::npos)
        body.insert(at + script.size(), std::string{" nonce="}.append(nonce));
    return body;
}

Response serve(const Call& call, const web::Asset& asset, const MarkedPages& marked, world::Random& random) {
    const auto found = marked.find(&asset);
    const std::string_view body = found == marked.end() ? asset.body : found->second.body;
    const std::string_view tag = found == marked.end() ? asset.etag : found->second.etag;
    const bool is_page = !web::is_part(asset);
    // Weak: the same page in other bytes, its nonce among them.
    const auto etag = (is_page ? "W/" : "") + std::string{tag};
    Response response;
    response.policy = http::Policy::page;
    response.caching = is_page ? http::Caching::revalidate : http::Caching::immutable;
    response.content_type = asset.content_type;
    response.add_field("ETag", etag);
    if (call.request.field("if-none-match") == etag) {
        response.status = 304;
    } else if (is_page) {
        response.script_nonce = new_nonce(random);
        response.body = with_nonce(body, response.script_nonce);
    } else {
        response.static_body = body;
    }
    return response;
}

}  // namespace

void add_page_routes(const PagePorts& ports) {
    // The bodies outlive the answers: routes own them.
    const auto marked =
        std::make_shared<const MarkedPages>(ports.trial_ledger ? mark_pages() : MarkedPages{});
    const auto answer = [marked, &random = ports.random](const Call& call) -> net::awaitable<Response> {
        const auto* asset = asked_for(call);
        co_return asset == nullptr ? problem("not_found") : serve(call, *asset, *marked, random);
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
