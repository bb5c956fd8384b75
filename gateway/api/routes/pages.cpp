#include <algorithm>
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

// A market's own voice is recorded there, and the microphone is asked for nowhere else.
constexpr std::string_view page_that_records = "/voice/{market_id}";

constexpr std::string_view parts_folder = "/assets/";

// Vendor's screen, customer's wallet and board side by side, and the pages that it holds in its frames: only
// where a trial ledger is served with its wallet. Everywhere else no page stands in a frame.
constexpr std::string_view demo_page = "/demo";
constexpr std::array<std::string_view, 3> shown_by_demo{"/stall/{id}", "/wallet", "/board/{id}"};

http::Frames frames_of(const web::Asset& asset) {
    if (asset.path == demo_page) return http::Frames::holds_ours;
    const bool is_shown = std::ranges::find(shown_by_demo, asset.path) != shown_by_demo.end();
    return is_shown ? http::Frames::stands_in_ours : http::Frames::none;
}

struct MarkedPage {
    std::string body, etag;
    http::Frames frames = http::Frames::none;
};
using MarkedPages = std::map<const web::Asset*, MarkedPage>;

// A browser keeps the policy of a page that has not changed, so what may be framed has a tag of its own.
MarkedPages mark_pages(bool has_demo) {
    MarkedPages pages;
    for (const auto& asset : web::assets()) {
        const auto html = asset.body.find("<html ");
        if (html == std::string_view::npos) continue;
        std::string body{asset.body};
        body.insert(body.find('>', html), " class=\"trial-ledger\"");
        const auto frames = has_demo ? frames_of(asset) : http::Frames::none;
        const std::string mark = frames == http::Frames::none ? "\"trial-" : "\"demo-";
        pages[&asset] = {std::move(body), mark + std::string{asset.etag.substr(1)}, frames};
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

// "gzip", "br, gzip;q=0.5"; a client that does not want it says gzip;q=0. What else "*" may stand for is not
// asked.
bool takes_gzip(const http::Request& request) {
    constexpr std::string_view zero{";q=0"};
    std::string field{request.field("accept-encoding").value_or("")};
    std::erase(field, ' ');
    for (std::string_view rest{field}; !rest.empty();) {
        const auto one = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        if (one == "gzip") return true;
        if (!one.starts_with("gzip;")) continue;
        const auto at = one.find(zero);
        return at == one.npos || one.find_first_not_of("0.", at + zero.size()) != one.npos;
    }
    return false;
}

/// A script or a style, as small as the client takes it. In the folder of parts its bytes never change.
Response serve_part(const Call& call, const web::Asset& asset) {
    const bool is_small = !asset.gzip.empty() && takes_gzip(call.request);
    std::string etag{asset.etag};
    if (is_small) etag.insert(etag.size() - 1, "-gzip");
    Response response;
    response.policy = http::Policy::page;
    response.caching =
        asset.path.starts_with(parts_folder) ? http::Caching::immutable : http::Caching::revalidate;
    response.content_type = asset.content_type;
    response.add_field("ETag", etag);
    response.add_field("Vary", "Accept-Encoding");
    if (call.request.field("if-none-match") == etag) {
        response.status = 304;
        return response;
    }
    if (is_small) response.add_field("Content-Encoding", "gzip");
    response.static_body = is_small ? asset.gzip : asset.body;
    return response;
}

Response serve_page(const Call& call, const web::Asset& asset, const MarkedPages& marked,
                    world::Random& random) {
    const auto found = marked.find(&asset);
    const std::string_view body = found == marked.end() ? asset.body : found->second.body;
    const std::string_view tag = found == marked.end() ? asset.etag : found->second.etag;
    // Weak: the same page in other bytes, its nonce among them.
    const auto etag = "W/" + std::string{tag};
    Response response;
    response.policy = asset.path == page_that_records ? http::Policy::page_that_records : http::Policy::page;
    response.caching = http::Caching::revalidate;
    response.content_type = asset.content_type;
    if (found != marked.end()) response.frames = found->second.frames;
    response.add_field("ETag", etag);
    if (call.request.field("if-none-match") == etag) {
        response.status = 304;
    } else {
        response.script_nonce = new_nonce(random);
        response.compiles_wasm = asset.compiles_wasm;
        response.body = with_nonce(body, response.script_nonce);
    }
    return response;
}

}  // namespace

void add_page_routes(const PagePorts& ports) {
    // The bodies outlive the answers: routes own them.
    const auto marked =
        std::make_shared<const MarkedPages>(ports.trial_ledger ? mark_pages(ports.has_demo) : MarkedPages{});
    const auto answer = [marked, &random = ports.random](const Call& call) -> net::awaitable<Response> {
        const auto* asset = asked_for(call);
        if (asset == nullptr) co_return problem("not_found");
        co_return web::is_part(*asset) ? serve_part(call, *asset) : serve_page(call, *asset, *marked, random);
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
        const bool is_among_parts = web::is_part(asset) && asset.path.starts_with(parts_folder);
        if (asset.path == demo_page && !ports.has_demo) continue;
        if (is_among_parts || (!web::is_part(asset) && asset.language != web::default_language)) continue;
        options.other_parameters =
            web::is_part(asset) ? http::OtherParameters::refused : http::OtherParameters::free;
        options.in_the_clear =
            asset.path == read_before_trust ? http::InTheClear::answered : http::InTheClear::sent_on;
        ports.api.add(Method::get, std::string{asset.path}, options, answer);
    }
    options.summary = "A part of the screens' pages";
    options.other_parameters = http::OtherParameters::free;
    options.in_the_clear = http::InTheClear::answered;
    ports.api.add(Method::get, "/assets/{file}", options, answer);
}

}  // namespace choqr::gateway
