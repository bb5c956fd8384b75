#include "http/plain_port.hpp"

#include <algorithm>
#include <utility>

namespace choqr::http {
namespace {

constexpr Refusal tls_required{400, "tls_required", "This port only sends pages on to https: call that one."};

bool stands_in_hosts(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
}
bool stands_in_addresses(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
}

}  // namespace

// What becomes part of an address holds nothing that could end it.
std::optional<std::string_view> host_without_port(std::string_view field) {
    if (field.starts_with('[')) {
        const auto end = field.find(']');
        if (end == std::string_view::npos || end < 2) return std::nullopt;
        if (!std::ranges::all_of(field.substr(1, end - 1), stands_in_addresses)) return std::nullopt;
        return field.substr(0, end + 1);
    }
    const auto host = field.substr(0, field.find(':'));
    if (host.empty() || !std::ranges::all_of(host, stands_in_hosts)) return std::nullopt;
    return host;
}

PlainPort::PlainPort(Application& behind, Target target) : behind_{behind}, target_{std::move(target)} {
    for (const auto& each : behind_.router().routes()) {
        if (each.method != Method::get || each.in_the_clear == InTheClear::refused) continue;
        auto route = each;
        if (each.in_the_clear == InTheClear::sent_on)
            route.handler = [this](const Request& request, const PathValues&) -> net::awaitable<Response> {
                co_return send_on(request);
            };
        router_.add(std::move(route));
    }
}

Response PlainPort::refuse(const Refusal& refusal, std::string_view client) const {
    const bool is_elsewhere = refusal.status == 404 || refusal.status == 405;
    return behind_.refuse(is_elsewhere ? tls_required : refusal, client);
}

// 307, since a browser keeps a lasting one for ever, and an operator may go back to plain HTTP. A token that
// has come in the clear is not answered as if that were well.
Response PlainPort::send_on(const Request& request) const {
    const auto host = host_without_port(request.field("host").value_or(""));
    if (request.field("authorization") || (target_.origin.empty() && !host))
        return refuse(tls_required, request.remote);
    std::string to = target_.origin;
    if (to.empty()) {
        to.append("https://").append(*host);
        if (target_.port != 443) to.append(":").append(std::to_string(target_.port));
    }
    to.append(request.path);
    if (!request.query.empty()) to.append("?").append(request.query);
    Response response;
    response.status = 307;
    response.content_type = "";
    response.add_field("Location", to);
    return response;
}

}  // namespace choqr::http
