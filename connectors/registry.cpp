#include "connectors/registry.hpp"

#include <algorithm>

#include "connectors/sepay/sepay.hpp"
#include "connectors/simwallet/simwallet.hpp"
#include "json/fields.hpp"

namespace choqr::connectors {
namespace {

constexpr std::size_t secret_bytes_max = 1024;
constexpr std::size_t bounds_max = 10'000;

/// The texts of a list; nothing where it is left out. An empty list is refused: it could mean everything or
/// nothing.
std::vector<std::string> texts_of(const json::Fields& fields, std::string_view name) {
    std::vector<std::string> texts;
    if (!fields.has(name)) return texts;
    const auto* items = fields.value().find(name)->array();
    const auto is_text = [](const json::Value& item) { return item.string() != nullptr; };
    if (items == nullptr || items->size() > bounds_max || !std::ranges::all_of(*items, is_text))
        fields.complain(name, json::Wrong::wrong_type, "must be a list of texts");
    else if (items->empty())
        fields.complain(name, json::Wrong::missing, "is empty; leave it out where it sets no bound");
    else
        for (const auto& item : *items) texts.push_back(*item.string());
    return texts;
}

std::optional<merchants::AccountKey> parse_account(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto bin = Bin::parse(text.substr(0, colon));
    auto number = AccountNumber::parse(text.substr(colon + 1));
    if (!bin || !number) return std::nullopt;
    return merchants::AccountKey{*bin, *std::move(number)};
}

merchants::FeedBounds read_bounds(const json::Fields& fields) {
    merchants::FeedBounds bounds;
    for (const auto& text : texts_of(fields, "accounts")) {
        if (auto account = parse_account(text))
            bounds.accounts.push_back(*std::move(account));
        else
            fields.complain("accounts", json::Wrong::not_allowed,
                            "holds \"" + text + "\"; an account is BIN:NUMBER, like 970422:0123499999");
    }
    bounds.markets = texts_of(fields, "markets");
    return bounds;
}

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
    fields.only(
        {"connector", "auth", "secret", "secret_next", "api_key", "api_key_next", "accounts", "markets"});
    const auto read = [&](std::string_view key) { return fields.optional_text(key, secret_bytes_max).value_or(""); };
    FeedConfig config{std::string{name},    fields.text("connector", 64).value_or(""),
                      read("auth"),         read("secret"),
                      read("secret_next"),  read("api_key"),
                      read("api_key_next"), read_bounds(fields)};
    if (complaint) throw ConfigError{name, complaint->detail};
    return config;
}

std::unique_ptr<const Connector> make_connector(const FeedConfig& config) {
    if (config.connector == "simwallet") return make_simwallet(config);
    if (config.connector == "sepay") return make_sepay(config);
    throw ConfigError{config.name, "connector must be \"simwallet\" or \"sepay\""};
}

}  // namespace choqr::connectors
