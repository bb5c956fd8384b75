#include "simulator/provider.hpp"

#include "base/encoding.hpp"
#include "connectors/sepay/sepay.hpp"
#include "connectors/simwallet/simwallet.hpp"
#include "json/value.hpp"

namespace choqr::simulator {
namespace {

std::optional<json::Value> read(std::string_view body) {
    auto document = json::parse(body);
    if (auto* value = std::get_if<json::Value>(&document)) return std::move(*value);
    return std::nullopt;
}

class SimwalletProvider final : public Provider {
public:
    explicit SimwalletProvider(const connectors::FeedConfig& feed)
        : webhooks_{feed.name, feed.secrets("secret")},
          forger_{feed.name, {to_base64("a key that only a forger would use")}} {}

    std::string notice(const Payment& payment, const Stand& stand) const override {
        return connectors::simwallet_body({.transaction_id = payment.reference,
                                           .incoming = true,
                                           .bin = stand.bin,
                                           .account_number = stand.account,
                                           .amount = payment.amount,
                                           .content = payment.delivered.text,
                                           .booked_at = payment.booked_at,
                                           .payer_bin = payment.payer_bin,
                                           .payer_account_number = payment.payer_account,
                                           .payer_name = payment.payer_name,
                                           .reversal_of = {}});
    }
    Headers headers(const std::string& message_id, std::int64_t unix_seconds,
                    std::string_view body) const override {
        return signed_by(webhooks_, message_id, unix_seconds, body);
    }
    Headers forged_headers(const std::string& message_id, std::int64_t unix_seconds,
                           std::string_view body) const override {
        return signed_by(forger_, message_id, unix_seconds, body);
    }
    bool acknowledged(std::string_view body) const override {
        const auto answer = read(body);
        const auto* outcome = answer ? answer->find("outcome") : nullptr;
        return outcome != nullptr && outcome->string() != nullptr &&
               (*outcome->string() == "recorded" || *outcome->string() == "exists");
    }
    std::optional<std::int64_t> sequence(std::string_view body) const override {
        const auto answer = read(body);
        const auto* value = answer ? answer->find("sequence") : nullptr;
        return value == nullptr || value->integer() == nullptr ? std::nullopt
                                                               : std::optional{*value->integer()};
    }

private:
    static Headers signed_by(const connectors::StandardWebhooks& webhooks, const std::string& id,
                             std::int64_t seconds, std::string_view body) {
        return {{"content-type", "application/json"},
                {"webhook-id", id},
                {"webhook-timestamp", std::to_string(seconds)},
                {"webhook-signature", webhooks.sign(id, seconds, body)}};
    }

    connectors::StandardWebhooks webhooks_;
    connectors::StandardWebhooks forger_;
};

// What SePay calls the banks; one it does not know is delivered under its BIN.
std::string brand_of(const std::string& bin) {
    constexpr std::pair<std::string_view, std::string_view> brands[] = {
        {"970436", "Vietcombank"}, {"970422", "MBBank"},     {"970416", "ACB"},        {"970423", "TPBank"},
        {"970418", "BIDV"},        {"970448", "OCB"},        {"970415", "VietinBank"}, {"970432", "VPBank"},
        {"970403", "Sacombank"},   {"970407", "Techcombank"}};
    for (const auto& [known, brand] : brands)
        if (known == bin) return std::string{brand};
    return bin;
}

class SepayProvider final : public Provider {
public:
    explicit SepayProvider(const connectors::FeedConfig& feed) : feed_{feed} {}

    std::string notice(const Payment& payment, const Stand& stand) const override {
        const auto content = json::quoted(payment.delivered.text);
        return "{\"id\":" + payment.reference + ",\"gateway\":" + json::quoted(brand_of(stand.bin)) +
               ",\"transactionDate\":" + json::quoted(format_vietnam_local(payment.booked_at)) +
               ",\"accountNumber\":" + json::quoted(stand.account) + ",\"code\":null,\"content\":" + content +
               ",\"transferType\":\"in\",\"transferAmount\":" + std::to_string(payment.amount) +
               ",\"accumulated\":0,\"subAccount\":null,\"referenceCode\":\"FT" + payment.reference +
               "\",\"description\":\"BankAPINotify \"}";
    }
    Headers headers(const std::string&, std::int64_t unix_seconds, std::string_view body) const override {
        if (feed_.text("auth") == "apikey")
            return {{"Content-Type", "application/json"},
                    {"Authorization", "Apikey " + feed_.text("api_key")}};
        return signed_by(feed_.text("secret"), unix_seconds, body);
    }
    Headers forged_headers(const std::string&, std::int64_t unix_seconds,
                           std::string_view body) const override {
        if (feed_.text("auth") == "apikey")
            return {{"Content-Type", "application/json"}, {"Authorization", "Apikey guess"}};
        return signed_by("a key that only a forger would use", unix_seconds, body);
    }
    bool acknowledged(std::string_view body) const override {
        const auto answer = read(body);
        const auto* success = answer ? answer->find("success") : nullptr;
        return success != nullptr && success->boolean() != nullptr && *success->boolean();
    }
    std::optional<std::int64_t> sequence(std::string_view) const override { return std::nullopt; }

private:
    static Headers signed_by(std::string_view secret, std::int64_t unix_seconds, std::string_view body) {
        return {{"Content-Type", "application/json"},
                {"X-SePay-Timestamp", std::to_string(unix_seconds)},
                {"X-SePay-Signature", connectors::sign_sepay(secret, unix_seconds, body)}};
    }
    connectors::FeedConfig feed_;
};

}  // namespace

std::unique_ptr<const Provider> make_provider(const connectors::FeedConfig& feed) {
    if (feed.connector == "simwallet") return std::make_unique<SimwalletProvider>(feed);
    if (feed.connector == "sepay") return std::make_unique<SepayProvider>(feed);
    throw connectors::ConfigError{feed.name, "the simulator plays simwallet and sepay only"};
}

}  // namespace choqr::simulator
