#include "config/config.hpp"

#include <array>
#include <boost/asio/ip/address.hpp>
#include <charconv>

#include "json/fields.hpp"

namespace choqr::gateway {
namespace {

class Reader {
public:
    Reader(const json::Value& document, std::string_view file) : document_{document}, file_{file} {}

    Config read();

private:
    template <class Read>
    void section(Read read) {
        json::Complaint complaint;
        const json::Fields fields{document_, complaint};
        read(fields);
        if (complaint) mistake(complaint->detail.empty() ? complaint->field : complaint->detail);
    }
    void mistake(std::string_view sentence) {
        mistakes_ += (mistakes_.empty() ? "" : "\n") + std::string{file_} + ": " + std::string{sentence};
    }
    void unknown_keys();
    void read_listen();
    void read_tls();
    void read_redirect(const json::Fields& tls);
    void read_limits();
    void read_trusted_proxies();
    void read_words();
    void read_retention();
    void read_feeds();
    void read_witnesses();
    void read_voices();

    const json::Value& document_;
    std::string_view file_;
    std::string mistakes_;
    Config config_;
};

void Reader::unknown_keys() {
    for (const auto& member : *document_.object()) {
        bool known = false;
        for (const std::string_view key :
             {"listen", "tls", "threads", "limits", "trusted_proxies", "public_base_url", "demo_wallet",
              "demo_wallet_beside_real_feeds", "log_level", "feeds", "witnesses", "insecure_lan", "retention",
              "voices"})
            known = known || member.name == key;
        if (!known) mistake(member.name + ": is not a key that choqr knows");
    }
}

void Reader::read_listen() {
    section([this](const json::Fields& fields) {
        const auto listen = fields.optional_text("listen", 100);
        Endpoint endpoint;
        std::string why;
        if (!listen) return;
        if (!parse_endpoint(*listen, endpoint, why)) return mistake("listen: " + why);
        config_.address = endpoint.address;
        config_.port = endpoint.port;
    });
    section([this](const json::Fields& fields) {
        if (const auto threads = fields.optional_integer("threads", 1, 64))
            config_.threads = static_cast<unsigned>(*threads);
    });
}

void Reader::read_tls() {
    section([this](const json::Fields& fields) {
        const auto object = fields.optional_object("tls");
        if (!object) return;
        object->only({"certificate", "key", "redirect_from"});
        config_.tls.certificate = object->optional_text("certificate", 4'000).value_or("");
        config_.tls.key = object->optional_text("key", 4'000).value_or("");
        if (config_.tls.certificate.empty() != config_.tls.key.empty())
            mistake("tls: has to name both a certificate and its key");
        read_redirect(*object);
    });
    section([this](const json::Fields& fields) {
        config_.insecure_lan = fields.optional_boolean("insecure_lan").value_or(false);
    });
}

void Reader::read_redirect(const json::Fields& tls) {
    const auto from = tls.optional_text("redirect_from", 100);
    Endpoint endpoint;
    std::string why;
    if (!from) return;
    if (!parse_endpoint(*from, endpoint, why)) return mistake("tls.redirect_from: " + why);
    config_.redirect_from = endpoint;
}

void Reader::read_limits() {
    struct Limit {
        std::string_view name;
        std::int64_t least, most;
        std::size_t& value;
    };
    auto& seats = config_.seats;
    const std::array limits{
        Limit{"connections_max", 1, 1'000'000, seats.seats_max},
        Limit{"connections_per_address_max", 1, 1'000'000, seats.per_client_max},
        Limit{"notice_connections_reserved", 0, 250'000, seats.reserved},
        Limit{"request_bytes_max", 8 << 20, std::int64_t{64} << 30, config_.request_bytes_max},
        Limit{"queue_max", 1, 1'000'000, config_.queue_max}};
    for (const auto& limit : limits) {
        section([&](const json::Fields& fields) {
            const auto object = fields.optional_object("limits");
            if (!object) return;
            object->only({"connections_max", "connections_per_address_max", "notice_connections_reserved",
                          "request_bytes_max", "queue_max"});
            const auto value = object->optional_integer(limit.name, limit.least, limit.most);
            if (!value) return;
            limit.value = static_cast<std::size_t>(*value);
            if (limit.name == "notice_connections_reserved" && limit.value > seats.seats_max / 4)
                mistake("limits.notice_connections_reserved: is more than a quarter of connections_max");
        });
    }
}

void Reader::read_trusted_proxies() {
    const auto* networks = document_.find("trusted_proxies");
    if (networks == nullptr || networks->kind() == json::Kind::null) return;
    if (networks->array() == nullptr)
        return mistake("trusted_proxies: must be a list of networks, as 10.0.0.0/8 or 2001:db8::/32");
    for (const auto& item : *networks->array()) {
        std::string why = "is not a text";
        auto network = item.string() ? http::Network::parse(*item.string(), why) : std::nullopt;
        if (network)
            config_.trusted_proxies.push_back(*network);
        else
            mistake("trusted_proxies: " +
                    (item.string() ? "\"" + std::string{*item.string()} + "\" " : std::string{"one "}) + why);
    }
}

void Reader::read_words() {
    section([this](const json::Fields& fields) {
        config_.public_base_url = fields.optional_text("public_base_url", 300).value_or("");
        const auto& url = config_.public_base_url;
        if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://"))
            mistake("public_base_url: must begin with https:// or http://");
    });
    section([this](const json::Fields& fields) {
        config_.demo_wallet = fields.optional_boolean("demo_wallet").value_or(false);
        config_.demo_wallet_beside_real_feeds =
            fields.optional_boolean("demo_wallet_beside_real_feeds").value_or(false);
    });
    section([this](const json::Fields& fields) {
        if (!fields.has("log_level")) return;
        if (const auto level = fields.one_of("log_level", {"debug", "info", "warning", "error"}))
            config_.log_level = static_cast<LogLevel>(*level);
    });
}

void Reader::read_retention() {
    section([this](const json::Fields& fields) {
        const auto object = fields.optional_object("retention");
        if (!object) return;
        object->only({"texts_days"});
        if (const auto days = object->optional_integer("texts_days", 1, 36'500))
            config_.texts_kept = std::chrono::days{*days};
    });
}

void Reader::read_feeds() {
    const auto* feeds = document_.find("feeds");
    if (feeds == nullptr || feeds->kind() == json::Kind::null) return;
    if (feeds->object() == nullptr) return mistake("feeds: must be an object");
    for (const auto& [name, settings] : *feeds->object()) {
        // Names stand in addresses and in metrics, so they are plain.
        const bool plain =
            !name.empty() && name.size() <= 64 &&
            name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
                std::string::npos;
        if (!plain) {
            mistake("feeds." + name + ": a feed's name is 1 to 64 of A-Z, a-z, 0-9, - _ and .");
            continue;
        }
        try {
            auto feed = connectors::read_feed_config(name, settings);
            connectors::make_connector(feed);  // A feed that cannot refuse a forgery does not start.
            config_.feeds.push_back(std::move(feed));
        } catch (const connectors::ConfigError& error) {
            mistake(error.what());
        }
    }
}

void Reader::read_witnesses() {
    const auto* witnesses = document_.find("witnesses");
    if (witnesses == nullptr || witnesses->kind() == json::Kind::null) return;
    if (witnesses->array() == nullptr) return mistake("witnesses: must be a list of verifier keys");
    for (const auto& item : *witnesses->array()) {
        auto key = item.string() ? journal::VerifierKey::parse(*item.string()) : std::nullopt;
        if (key && key->kind() == journal::SignatureKind::witness)
            config_.witnesses.push_back(*std::move(key));
        else
            mistake("witnesses: each is a witness's verifier key, NAME+HASH+KEY, of the kind cosignature/v1");
    }
}

// Whether the folder is a voice is asked where it is loaded (voices/voices.hpp).
void Reader::read_voices() {
    const auto* voices = document_.find("voices");
    if (voices == nullptr || voices->kind() == json::Kind::null) return;
    if (voices->object() == nullptr) return mistake("voices: must be an object, a market's id to its folder");
    for (const auto& [name, folder] : *voices->object()) {
        const auto market = MarketId::parse(name);
        if (!market)
            mistake("voices." + name + ": is no market's id, such as mk1");
        else if (folder.string() == nullptr || folder.string()->empty())
            mistake("voices." + name + ": must be the name of a folder");
        else
            config_.voices.push_back({*market, *folder.string()});
    }
}

Config Reader::read() {
    if (document_.object() == nullptr)
        mistake("must be a JSON object");
    else {
        unknown_keys();
        read_listen();
        read_tls();
        read_limits();
        read_trusted_proxies();
        read_words();
        read_retention();
        read_feeds();
        read_witnesses();
        read_voices();
    }
    if (!mistakes_.empty()) throw ConfigMistakes{mistakes_};
    return std::move(config_);
}

}  // namespace

Config read_config(std::string_view text, std::string_view file) {
    const auto parsed = json::parse(text);
    if (const auto* problem = std::get_if<json::Problem>(&parsed))
        throw ConfigMistakes{std::string{file} + ": " + problem->detail};
    return Reader{std::get<json::Value>(parsed), file}.read();
}

bool parse_endpoint(std::string_view text, Endpoint& endpoint, std::string& why) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        why = "\"" + std::string{text} + "\" is not ADDRESS:PORT";
        return false;
    }
    auto address = text.substr(0, colon);
    const auto port = text.substr(colon + 1);
    if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
    if (address == "localhost") address = "127.0.0.1";
    boost::system::error_code error;
    boost::asio::ip::make_address(std::string{address}, error);
    if (error) {
        why = "\"" + std::string{address} + "\" is not a numeric address";
        return false;
    }
    unsigned number = 0;
    const auto parsed = std::from_chars(port.data(), port.data() + port.size(), number);
    if (port.empty() || parsed.ec != std::errc{} || parsed.ptr != port.data() + port.size() || number < 1 ||
        number > 65535) {
        why = std::string{port} + " is not a port (1 to 65535)";
        return false;
    }
    endpoint = {std::string{address}, static_cast<std::uint16_t>(number)};
    return true;
}

namespace {

bool is_loopback(const std::string& address) {
    boost::system::error_code error;
    const auto parsed = boost::asio::ip::make_address(address, error);
    return !error && parsed.is_loopback();
}

/// Its tokens cross a network, and nobody enciphers them.
bool is_plain_on_network(const Config& config) {
    return config.tls.certificate.empty() && !is_loopback(config.address) && config.trusted_proxies.empty();
}

bool has_real_feeds(const Config& config) {
    const auto is_real = [](const connectors::FeedConfig& feed) { return feed.connector != "simwallet"; };
    return config.feeds.size() > 1 || std::ranges::any_of(config.feeds, is_real);
}

constexpr std::string_view ask_for_it =
    "\"demo_wallet_beside_real_feeds\": true; what it pays is a trial (thử) then and counts nowhere";

}  // namespace

bool is_insecure_lan(const Config& config) { return is_plain_on_network(config) && config.insecure_lan; }

std::optional<std::string> plain_http_refused(const Config& config) {
    if (!is_plain_on_network(config) || config.insecure_lan) return std::nullopt;
    return "listen: " + config.address +
           " without TLS lets everybody on that network read tokens: give --tls-cert and --tls-key, name the "
           "proxy that speaks TLS in trusted_proxies, listen on 127.0.0.1, or accept it with "
           "\"insecure_lan\": true";
}

std::optional<std::string> demo_wallet_refused(const Config& config, bool trial_ledger) {
    if (!config.demo_wallet || config.demo_wallet_beside_real_feeds) return std::nullopt;
    if (has_real_feeds(config))
        return "demo_wallet: it pays without a token and may not stand beside real feeds: take it out, or "
               "add " +
               std::string{ask_for_it};
    if (!trial_ledger && !is_loopback(config.address))
        return "demo_wallet: it pays without a token and may not listen on " + config.address +
               ": listen on 127.0.0.1, use a trial ledger (choqr init --demo), or add " +
               std::string{ask_for_it};
    return std::nullopt;
}

}  // namespace choqr::gateway
