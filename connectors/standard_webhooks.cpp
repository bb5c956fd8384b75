#include "connectors/standard_webhooks.hpp"

#include "base/encoding.hpp"
#include "base/plant.hpp"
#include "connectors/headers.hpp"
#include "connectors/registry.hpp"

namespace choqr::connectors {
namespace {

constexpr std::string_view scheme = "v1,";

HmacKey key_of(std::string_view feed, std::string_view secret) {
    constexpr std::string_view prefix = "whsec_";
    if (secret.starts_with(prefix)) secret.remove_prefix(prefix.size());
    const auto bytes = from_base64(secret);
    if (!bytes || bytes->size() < 24 || bytes->size() > 64)
        throw ConfigError{feed, "the secret must be whsec_ and base64 of 24 to 64 bytes"};
    return HmacKey{HmacKey::Digest::sha256, *bytes};
}

}  // namespace

StandardWebhooks::StandardWebhooks(std::string_view feed, const std::vector<std::string>& secrets) {
    if (secrets.empty()) throw ConfigError{feed, "a secret is needed; without one nothing could be verified"};
    for (const auto& secret : secrets) keys_.push_back(key_of(feed, secret));
}

std::string StandardWebhooks::sign(std::string_view id, std::int64_t unix_seconds,
                                   std::string_view body) const {
    const auto timestamp = std::to_string(unix_seconds);
    return std::string{scheme} + to_base64(keys_.front().mac({id, ".", timestamp, ".", body}));
}

std::optional<Rejected> StandardWebhooks::check(const ProviderRequest& request, Instant now) const {
    std::string_view values[3];
    constexpr std::string_view names[3] = {"webhook-id", "webhook-timestamp", "webhook-signature"};
    for (std::size_t i = 0; i < 3; ++i) {
        auto header = proof_header(request.headers, names[i]);
        if (auto* rejected = std::get_if<Rejected>(&header)) return std::move(*rejected);
        values[i] = std::get<std::string_view>(header);
    }
    const auto [id, timestamp, signatures] = values;
    if (!is_recent(timestamp, now))
        return Rejected{Rejection::unauthenticated, "webhook-timestamp is not within 300 s of now."};
    if (matches(signatures, id, timestamp, request.body)) return std::nullopt;
    return Rejected{Rejection::unauthenticated, "No signature in webhook-signature is right."};
}

bool StandardWebhooks::matches(std::string_view signatures, std::string_view id, std::string_view timestamp,
                               std::string_view body) const {
    // Compared as text: every other base64 spelling of the same bytes is another signature.
    bool found = false;
    for (const auto& key : keys_) {
        const auto expected = std::string{scheme} + to_base64(key.mac({id, ".", timestamp, ".", body}));
        for (auto rest = signatures; !rest.empty();) {
            const auto end = std::min(rest.find(' '), rest.size());
            found |= constant_time_equal(rest.substr(0, end), expected);
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return found || planted("signature_unchecked");
}

}  // namespace choqr::connectors
