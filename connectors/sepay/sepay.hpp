#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/registry.hpp"

namespace choqr::connectors {

/// SePay's transaction webhook (developer.sepay.vn, sepay-webhooks, read in 2026): JSON, urlencoded or
/// multipart bodies. Its integer `id` is the idempotency key; success is exactly 200 {"success":true}, for a
/// first copy and for every other. `id`, `transferAmount` and `transferType` must be right; all else may be
/// missing, empty or odd, since the money has arrived whatever a bank wrote beside it. Id 0 is SePay's test
/// call.
class Sepay final : public Connector {
public:
    using Connector::Connector;
    ProviderAnswer acknowledge(const NoticeOutcome& outcome) const override;
    ProviderAnswer refuse(const Rejected& rejected) const override;

private:
    Opened parse(const Authentic& request) const override;
};

/// X-SePay-Signature: `sha256=` and lower-case hex of HMAC-SHA256 over `timestamp.body`, key as written.
/// ConfigError in the name of `feed` if there is no secret or an empty one.
std::unique_ptr<const Connector> make_sepay_hmac(std::string_view feed,
                                                 const std::vector<std::string>& secrets);
/// Authorization: Apikey KEY.
std::unique_ptr<const Connector> make_sepay_apikey(std::string_view feed,
                                                   const std::vector<std::string>& keys);

/// keys: auth ("hmac", "apikey"), secret, api_key.
const Provider& sepay_provider();

/// The value of X-SePay-Signature, for whoever plays SePay.
std::string sign_sepay(std::string_view secret, std::int64_t unix_seconds, std::string_view body);

}  // namespace choqr::connectors
