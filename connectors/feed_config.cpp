#include "connectors/feed_config.hpp"

#include <algorithm>

#include "base/ids.hpp"
#include "connectors/registry.hpp"
#include "json/fields.hpp"

namespace choqr::connectors {
namespace {

constexpr std::size_t setting_bytes_max = 4'096;
constexpr std::size_t secrets_max = 8;
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

std::vector<std::string> read_one(const json::Fields& fields, std::string_view key) {
    auto text = fields.optional_text(key, setting_bytes_max);
    if (!text) return {};
    return {*std::move(text)};
}

bool is_list(const json::Fields& fields, std::string_view key) {
    return fields.has(key) && fields.value().find(key)->array() != nullptr;
}

std::string next_of(std::string_view key) { return std::string{key} + "_next"; }

// A key for later alone is no key: the feed would start by accident and stop by design.
std::vector<std::string> read_secrets(const json::Fields& fields, std::string_view key) {
    auto secrets = is_list(fields, key) ? texts_of(fields, key) : read_one(fields, key);
    auto next = read_one(fields, next_of(key));
    if (!secrets.empty() && !next.empty() && !next.front().empty())
        secrets.push_back(std::move(next.front()));
    if (secrets.size() > secrets_max) fields.complain(key, json::Wrong::not_allowed, "holds more than eight");
    return secrets;
}

void refuse_unknown_keys(const json::Fields& fields, const Provider& provider) {
    std::vector<std::string> names{"connector", "accounts", "markets"};
    for (const auto& key : provider.keys) {
        names.emplace_back(key.name);
        if (key.is_secret) names.push_back(next_of(key.name));
    }
    fields.only(std::vector<std::string_view>{names.begin(), names.end()});
}

void read_settings(FeedConfig& config, const json::Fields& fields, const Provider& provider) {
    refuse_unknown_keys(fields, provider);
    for (const auto& key : provider.keys) {
        auto values = key.is_secret ? read_secrets(fields, key.name) : read_one(fields, key.name);
        if (!values.empty()) config.settings.push_back({std::string{key.name}, std::move(values)});
    }
}

std::string names_of_all() {
    std::string names;
    for (const auto* provider : providers())
        names += (names.empty() ? "\"" : ", \"") + std::string{provider->connector} + "\"";
    return names;
}

}  // namespace

std::string FeedConfig::text(std::string_view key) const {
    const auto values = secrets(key);
    return values.empty() ? std::string{} : values.front();
}

std::vector<std::string> FeedConfig::secrets(std::string_view key) const {
    const auto found = std::ranges::find(settings, key, &Setting::key);
    return found == settings.end() ? std::vector<std::string>{} : found->values;
}

FeedConfig read_feed_config(std::string_view name, const json::Value& settings) {
    if (!FeedId::parse(name)) throw ConfigError{name, "the name must be 1 to 64 printable characters"};
    json::Complaint complaint;
    const json::Fields fields{settings, complaint};
    FeedConfig config{std::string{name}, fields.text("connector", 64).value_or("")};
    if (complaint) throw ConfigError{name, complaint->detail};
    const auto* provider = find_provider(config.connector);
    if (provider == nullptr) throw ConfigError{name, "connector must be one of " + names_of_all()};
    read_settings(config, fields, *provider);
    config.bounds = read_bounds(fields);
    if (complaint) throw ConfigError{name, complaint->detail};
    return config;
}

}  // namespace choqr::connectors
