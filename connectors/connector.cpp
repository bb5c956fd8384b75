#include "connectors/connector.hpp"

#include "base/assert.hpp"
#include "connectors/headers.hpp"

namespace choqr::connectors {

Connector::Connector(std::unique_ptr<const Verifier> verifier) : verifier_{std::move(verifier)} {
    CHOQR_ASSERT(verifier_ != nullptr, "a connector has a verifier");
}

Opened Connector::open(const ProviderRequest& request, Instant now) const {
    // An encoded body is refused even if its signature fits: what was signed would not be what is parsed.
    if (is_encoded(request.headers))
        return Rejected{Rejection::unsupported_encoding, "Content-Encoding is not supported."};
    const auto verified = verifier_->verify(request, now);
    if (const auto* rejected = std::get_if<Rejected>(&verified)) return *rejected;
    return parse(std::get<Authentic>(verified));
}

}  // namespace choqr::connectors
