#include "connectors/registry.hpp"

#include "connectors/sepay/sepay.hpp"
#include "connectors/simwallet/simwallet.hpp"
#include "json/fields.hpp"

namespace choqr::connectors {
namespace {

constexpr std::size_t secret_bytes_max = 1024;

// A key for later alone is no key: the feed would start by accident and stop by design.
std::vector<std::string> present(const std::string& now, const std::string& next) {
    if (now.empty()) return {};
    if (next.empty()) return {now};
    return {now, next};
}

std::unique_ptr<const Connector> make_simwallet(const FeedConfig& config) {
    if (!config.auth.empty() && config.auth != "standard-webhooks")
        throw ConfigError{config.name, "auth of a simwallet feed must be \"standard-webhooks\""};
    return std::make_unique<Simwallet>(config.name, present(config.secret, config.secret_next));
}

std::unique_ptr<const Connector> make_sepay(const FeedConfig& config) {
    if (config.auth == "hmac") return make_sepay_hmac(config.name, present(config.secret, config.secret_next));
    if (config.auth == "apikey") return make_sepay_apikey(config.name, present(config.api_key, config.api_key_next));
    if (config.auth == "none")
        throw ConfigError{config.name, "auth \"none\" would believe anybody; choose \"hmac\" or \"apikey\" at SePay and here"};
    throw ConfigError{config.name, "auth of a sepay feed must be \"hmac\" or \"apikey\""};
}

}  // namespace

FeedConfig read_feed_config(std::string_view name, const json::Value& settings) {
    if (!FeedId::parse(name)) throw ConfigError{name, "the name must be 1 to 64 printable characters"};
    json::Complaint complaint;
    const json::Fields fields{settings, complaint};
    fields.only({"connector", "auth", "secret", "secret_next", "api_key", "api_key_next"});
    const auto read = [&](std::string_view key) { return fields.optional_text(key, secret_bytes_max).value_or(""); };
    FeedConfig config{std::string{name}, fields.text("connector", 64).value_or(""), read("auth"), read("secret"),
                      read("secret_next"), read("api_key"), read("api_key_next")};
    if (complaint) throw ConfigError{name, complaint->detail};
    return config;
}

std::unique_ptr<const Connector> make_connector(const FeedConfig& config) {
    if (config.connector == "simwallet") return make_simwallet(config);
    if (config.connector == "sepay") return make_sepay(config);
    throw ConfigError{config.name, "connector must be \"simwallet\" or \"sepay\""};
}

}  // namespace choqr::connectors
