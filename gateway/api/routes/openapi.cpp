#include <map>

#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "documents/report.hpp"
#include "problem/problem.hpp"

// The table of routes as OpenAPI 3.1, so that it can never say something else than what is served.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

std::string lower(std::string_view text) {
    std::string result{text};
    for (auto& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

void write_parameters(json::Writer& json, const http::Route& route) {
    const std::string_view pattern = route.pattern;
    json.key("parameters").begin_array();
    for (auto open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{', open + 1)) {
        const auto name = pattern.substr(open + 1, pattern.find_first_of("*}", open) - open - 1);
        json.begin_object().field("name", name).field("in", "path").field("required", true);
        json.key("schema").begin_object().field("type", "string").end_object().end_object();
    }
    for (const auto& [name, description] : route.parameters) {
        json.begin_object().field("name", name).field("in", "query").field("description", description);
        json.key("schema").begin_object().field("type", "string").end_object().end_object();
    }
    json.end_array();
}

// Without the router's own marks.
std::string published(std::string pattern) {
    std::erase(pattern, '*');
    return pattern;
}

template <class Has>
bool is_for_some_role(Has has) {
    for (const auto& [role, word, on_disk] : book::Words<book::Role>::list)
        if (has(role)) return true;
    return false;
}

// By a token, or by the cookie of a paired phone or of a person who is logged in: whichever may call.
void write_security(json::Writer& json, Capability capability) {
    const auto one_of = [&json](std::string_view scheme) {
        json.begin_object().key(scheme).begin_array().end_array().end_object();
    };
    json.key("security").begin_array();
    if (is_for_some_role([capability](book::Role role) {
            return bounds_of(role).has_token && capabilities_of(role).has(capability);
        }))
        one_of("token");
    if (is_for_some_role([capability](book::Role role) {
            return bounds_of(role).has_account && capabilities_of_person(role).has(capability);
        }))
        one_of("session");
    const auto may = [capability](book::Role role) { return capabilities_of(role).has(capability); };
    if (may(book::Role::owner) || may(book::Role::volunteer) || may(book::Role::display)) one_of("device");
    json.end_array();
}

/// By a token or a device, or as a person who is logged in.
bool may_in_some_way(book::Role role, Capability capability) {
    return capabilities_of(role).has(capability) || capabilities_of_person(role).has(capability);
}

void write_operation(json::Writer& json, const http::Route& route) {
    json.key(lower(name_of(route.method))).begin_object().field("summary", route.summary);
    write_parameters(json, route);
    const auto asks = Admission::from_code(route.access);
    json.key("x-roles").begin_array();
    for (const auto& [role, word, on_disk] : book::Words<book::Role>::list)
        if (asks.asks_who() && may_in_some_way(role, asks.capability())) json.text(book::name_of(role));
    json.end_array();
    json.field("x-body-bytes-max", static_cast<std::int64_t>(route.body_bytes_max));
    if (asks.asks_who()) json.field("x-capability", name_of(asks.capability()));
    if (asks.asks_who()) write_security(json, asks.capability());
    json.key("responses").begin_object().key("default").begin_object();
    json.field("description", "The answer, or a problem (RFC 9457) with a stable code")
        .end_object()
        .end_object();
    json.end_object();
}

std::string describe(const http::Router& router) {
    std::map<std::string, std::vector<const http::Route*>> by_path;
    for (const auto& route : router.routes()) by_path[published(route.pattern)].push_back(&route);
    json::Writer json;
    json.begin_object()
        .field("openapi", "3.1.0")
        .key("info")
        .begin_object()
        .field("title", "choqr")
        .field("version", "1")
        .end_object();
    json.key("paths").begin_object();
    for (const auto& [path, routes] : by_path) {
        json.key(path).begin_object();
        for (const auto* route : routes) write_operation(json, *route);
        json.end_object();
    }
    json.end_object()
        .key("components")
        .begin_object()
        .key("securitySchemes")
        .begin_object()
        .key("token")
        .begin_object();
    json.field("type", "http").field("scheme", "bearer").end_object().key("device").begin_object();
    json.field("type", "apiKey").field("in", "cookie").field("name", "choqr-device-{stall_id or market_id}");
    json.field("description", "Set by POST /v1/pair; with TLS its name begins with __Host-");
    json.end_object().key("session").begin_object();
    json.field("type", "apiKey").field("in", "cookie").field("name", "choqr-session");
    json.field("description", "Set by POST /v1/login; with TLS its name begins with __Host-");
    json.end_object().end_object().end_object();
    json.key("x-problems").begin_object();
    for (const auto& kind : problem_kinds()) {
        json.key(kind.code).begin_object().field("status", std::int64_t{kind.status});
        json.field("detail", kind.detail).field("detail_vi", kind.detail_vi).end_object();
    }
    json.end_object().key("x-report-columns");
    documents::write_columns(json);
    json.end_object();
    return json.take();
}

}  // namespace

void add_openapi_route(const OpenapiPorts& ports) {
    auto text = std::make_shared<std::string>();
    const auto limit =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 50, .burst = 500});
    ports.api.add(Method::get, "/openapi.json", {anyone, 0, "This description", limit},
                  [text](const Call&) -> net::awaitable<Response> {
                      Response response;
                      response.static_body = *text;
                      response.caching = http::Caching::revalidate;
                      co_return response;
                  });
    *text = describe(ports.api.router());
}

}  // namespace choqr::gateway
