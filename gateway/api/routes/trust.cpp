#include "api/offered_authority.hpp"
#include "api/routes/routes.hpp"
#include "api/views.hpp"
#include "problem/problem.hpp"

// The market's own authority, for the phones that are to trust this gateway (web/screens/trust). Public: it
// is in every handshake anyway.
namespace choqr::gateway {
namespace {

namespace net = http::net;
using http::Method;
using http::Response;

// By this type a phone knows what it gets: iPhones offer to install it.
constexpr std::string_view authority_type = "application/x-x509-ca-cert";

constexpr std::string_view revocations_type = "application/pkix-crl";  // RFC 5280, 4.2.1.13.

Response authority_file(const TrustPorts& ports) {
    const auto offered = ports.authority.current();
    return offered ? text_answer(offered->der, authority_type) : problem("no_local_authority");
}

Response revocations(const TrustPorts& ports) {
    const auto offered = ports.authority.current();
    if (!offered || offered->revocations.empty()) return problem("no_local_authority");
    return text_answer(offered->revocations, revocations_type);
}

Response about_authority(const TrustPorts& ports) {
    const auto offered = ports.authority.current();
    json::Writer json;
    json.begin_object();
    json.field("authority_sha256", offered ? std::optional{offered->fingerprint} : std::nullopt);
    json.field("expires", offered ? std::optional{format_rfc3339(offered->expires)} : std::nullopt);
    json.end_object();
    return json_answer(std::move(json));
}

}  // namespace

void add_trust_routes(const TrustPorts& ports) {
    // A market's phones come through one address, all on the day when the board tells them to.
    const auto limit =
        std::make_shared<RateLimit>(ports.clock, RateLimit::Options{.per_second = 100, .burst = 2'000});
    // Without TLS, too: whoever asks does not trust the certificate yet.
    Api::RouteOptions options{.access = anyone,
                              .summary = "The certificate of the local authority, DER, for phones to trust",
                              .limit = limit,
                              .in_the_clear = http::InTheClear::answered};
    ports.api.add(Method::get, "/trust/authority.crt", options,
                  [ports](const Call&) -> net::awaitable<Response> { co_return authority_file(ports); });
    options.summary = "The local authority's certificates whose keys others may have, a CRL, DER";
    ports.api.add(Method::get, "/trust/revoked.crl", options,
                  [ports](const Call&) -> net::awaitable<Response> { co_return revocations(ports); });
    options.summary = "The local authority's fingerprint and expiry; null where there is none";
    ports.api.add(Method::get, "/v1/trust", options,
                  [ports](const Call&) -> net::awaitable<Response> { co_return about_authority(ports); });
}

}  // namespace choqr::gateway
