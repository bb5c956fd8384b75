// Must not compile: a connector that never says who verifies.
#include "connectors/connector.hpp"

namespace {

using namespace choqr::connectors;

class Unverified final : public Connector {
public:
    ProviderAnswer acknowledge(const NoticeOutcome&) const override { return {}; }
    ProviderAnswer refuse(const Rejected&) const override { return {}; }

private:
    Opened parse(const Authentic& authentic) const override {
        return Rejected{Rejection::malformed, std::string{authentic.request().method}};
    }
};

}  // namespace

bool opens() { return Unverified{}.open({}, {}).index() == 0; }
