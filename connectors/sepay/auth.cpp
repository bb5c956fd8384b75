#include <algorithm>

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "connectors/headers.hpp"
#include "connectors/registry.hpp"
#include "connectors/sepay/sepay.hpp"

namespace choqr::connectors {
namespace {

std::string signature(const HmacKey& key, std::string_view timestamp, std::string_view body) {
    return "sha256=" + to_hex(key.mac({timestamp, ".", body}));
}

class HmacVerifier final : public Verifier {
public:
    explicit HmacVerifier(const std::vector<std::string>& secrets) {
        for (const auto& secret : secrets) keys_.emplace_back(HmacKey::Digest::sha256, secret);
    }

private:
    std::optional<Rejected> check(const ProviderRequest& request, Instant now) const override {
        auto timestamp = proof_header(request.headers, "X-SePay-Timestamp");
        if (auto* rejected = std::get_if<Rejected>(&timestamp)) return std::move(*rejected);
        auto received = proof_header(request.headers, "X-SePay-Signature");
        if (auto* rejected = std::get_if<Rejected>(&received)) return std::move(*rejected);
        const auto sent_at = std::get<std::string_view>(timestamp);
        if (!is_recent(sent_at, now))
            return Rejected{Rejection::unauthenticated, "X-SePay-Timestamp is not within 300 s of now."};
        bool right = false;
        for (const auto& key : keys_)
            right |= constant_time_equal(std::get<std::string_view>(received),
                                         signature(key, sent_at, request.body));
        if (right) return std::nullopt;
        return Rejected{Rejection::unauthenticated, "X-SePay-Signature is not right."};
    }

    std::vector<HmacKey> keys_;
};

class ApikeyVerifier final : public Verifier {
public:
    explicit ApikeyVerifier(const std::vector<std::string>& keys) {
        for (const auto& key : keys) expected_.push_back("Apikey " + key);
    }

private:
    std::optional<Rejected> check(const ProviderRequest& request, Instant) const override {
        auto received = proof_header(request.headers, "Authorization");
        if (auto* rejected = std::get_if<Rejected>(&received)) return std::move(*rejected);
        bool right = false;
        for (const auto& expected : expected_)
            right |= constant_time_equal(std::get<std::string_view>(received), expected);
        if (right) return std::nullopt;
        return Rejected{Rejection::unauthenticated, "Authorization is not the Apikey of this feed."};
    }

    std::vector<std::string> expected_;
};

void require(std::string_view feed, const std::vector<std::string>& secrets, std::string_view what) {
    if (secrets.empty())
        throw ConfigError{feed, std::string{what} + " is needed; without it nothing could be verified"};
    const auto unusable = [](const std::string& secret) {
        return secret.empty() || std::ranges::any_of(secret, [](char c) {
                   return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
               });
    };
    if (std::ranges::any_of(secrets, unusable))
        throw ConfigError{feed, std::string{what} + " must be printable and not empty"};
}

}  // namespace

std::unique_ptr<const Connector> make_sepay_hmac(std::string_view feed,
                                                 const std::vector<std::string>& secrets) {
    require(feed, secrets, "secret");
    return std::make_unique<Sepay>(std::make_unique<HmacVerifier>(secrets));
}

std::unique_ptr<const Connector> make_sepay_apikey(std::string_view feed,
                                                   const std::vector<std::string>& keys) {
    require(feed, keys, "api_key");
    return std::make_unique<Sepay>(std::make_unique<ApikeyVerifier>(keys));
}

std::string sign_sepay(std::string_view secret, std::int64_t unix_seconds, std::string_view body) {
    return signature(HmacKey{HmacKey::Digest::sha256, secret}, std::to_string(unix_seconds), body);
}

}  // namespace choqr::connectors
