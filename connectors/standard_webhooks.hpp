#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "connectors/connector.hpp"

namespace choqr::connectors {

/// Standard Webhooks 1.0, symmetric: `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`. Used by
/// simwallet to come in; events that go out are signed the same way.
class StandardWebhooks {
public:
    /// `secrets` as written in a configuration: `whsec_` and base64 of 24 to 64 bytes; the prefix may be
    /// missing. The first signs, all verify: a second one is the old or coming key during a rotation. Throws
    /// ConfigError (registry.hpp) in the name of `feed`.
    StandardWebhooks(std::string_view feed, const std::vector<std::string>& secrets);

    /// The value of webhook-signature.
    std::string sign(std::string_view id, std::int64_t unix_seconds, std::string_view body) const;
    /// Nothing if authentic: the three headers stand once, the time is within 300 s of `now`, and one of the
    /// signatures in the space-separated list was made with one of the keys over exactly these bytes.
    std::optional<Rejected> check(const ProviderRequest& request, Instant now) const;

private:
    bool matches(std::string_view signatures, std::string_view id, std::string_view timestamp,
                 std::string_view body) const;
    std::vector<HmacKey> keys_;
};

/// Makes requests Authentic by Standard Webhooks.
class StandardWebhooksVerifier final : public Verifier {
public:
    explicit StandardWebhooksVerifier(StandardWebhooks webhooks) : webhooks_{std::move(webhooks)} {}

private:
    std::optional<Rejected> check(const ProviderRequest& request, Instant now) const override {
        return webhooks_.check(request, now);
    }
    StandardWebhooks webhooks_;
};

}  // namespace choqr::connectors
