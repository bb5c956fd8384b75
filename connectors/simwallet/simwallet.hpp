#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/registry.hpp"
#include "connectors/standard_webhooks.hpp"

namespace choqr::connectors {

/// The simulated wallet's provider protocol, and the pattern for others: JSON signed by Standard Webhooks,
/// answered with what became of it. Strict, since both ends are ours.
class Simwallet final : public Connector {
public:
    /// ConfigError in the name of `feed` if there is no usable secret.
    Simwallet(std::string_view feed, const std::vector<std::string>& secrets);

    ProviderAnswer acknowledge(const NoticeOutcome& outcome) const override;
    ProviderAnswer refuse(const Rejected& rejected) const override;

private:
    Opened parse(const Authentic& request) const override;
};

/// keys: auth ("standard-webhooks" or left out), secret.
const Provider& simwallet_provider();

/// One transfer in the wallet's words, for whoever plays the wallet.
struct SimwalletTransfer {
    std::string transaction_id;
    bool incoming = true;
    std::string bin;
    std::string account_number;
    std::int64_t amount = 0;
    std::string content;
    Instant booked_at;
    std::string payer_bin;  ///< No payer at all if this is empty.
    std::string payer_account_number;
    std::string payer_name;
    std::string reversal_of;       ///< Empty: this takes nothing back.
    std::string bank_reference{};  ///< The bank's own; empty: not told.
};
std::string simwallet_body(const SimwalletTransfer& transfer);

}  // namespace choqr::connectors
