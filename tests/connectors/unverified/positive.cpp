// The twin that must compile: a connector with a verifier of its own.
#include "connectors/connector.hpp"

namespace {

using namespace choqr::connectors;

class TrustedVerifier final : public Verifier {
    std::optional<Rejected> check(const ProviderRequest&, choqr::Instant) const override {
        return std::nullopt;
    }
};

class Verified final : public Connector {
public:
    Verified() : Connector{std::make_unique<TrustedVerifier>()} {}
    ProviderAnswer acknowledge(const NoticeOutcome&) const override { return {}; }
    ProviderAnswer refuse(const Rejected&) const override { return {}; }

private:
    Opened parse(const Authentic& authentic) const override {
        return Rejected{Rejection::malformed, std::string{authentic.request().method}};
    }
};

}  // namespace

bool opens() { return Verified{}.open({}, {}).index() == 0; }
