#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/registry.hpp"
#include "http/client_address.hpp"
#include "http/seats.hpp"
#include "http/tls_context.hpp"
#include "journal/note.hpp"
#include "telemetry/log.hpp"
#include "voices/voices.hpp"

namespace choqr::gateway {

struct Endpoint {
    std::string address;  ///< Numeric.
    std::uint16_t port = 0;
};

/// Everything the configuration file may say, with what holds when it does not.
struct Config {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    unsigned threads = 2;
    http::TlsFiles tls;  ///< tls.certificate, .key: both, or none for plain HTTP.
    std::optional<Endpoint>
        redirect_from{};        ///< tls.redirect_from: plain HTTP that sends pages on (PlainPort).
    bool insecure_lan = false;  ///< Plain HTTP may be listened for off loopback.
    /// limits.connections_max, .notice_connections_reserved (0 to a quarter of them) and
    /// .connections_per_address_max.
    http::Seats::Limits seats;
    std::size_t request_bytes_max = 256u << 20;  ///< limits.request_bytes_max, at least 8 MiB.
    std::vector<http::Network> trusted_proxies;  ///< Whose X-Forwarded-For says who the client is.
    std::size_t queue_max = 16'384;
    std::string public_base_url;  ///< As people reach it, e.g. "https://cho.example.vn". With https HSTS is
                                  ///< sent, unless it is this gateway that speaks TLS, with a certificate
                                  ///< that is not public.
    bool demo_wallet = false;
    bool demo_wallet_beside_real_feeds =
        false;  ///< What the demonstration wallet needs there, or off loopback.
    LogLevel log_level = LogLevel::info;
    std::vector<connectors::FeedConfig> feeds;
    /// retention.texts_days, 1 to 36,500; absent: what payers wrote is listed until a vendor is erased.
    std::optional<std::chrono::days> texts_kept{};
    std::vector<VoiceFolder> voices;              ///< What markets recorded; at most one each.
    std::vector<journal::VerifierKey> witnesses;  ///< Whose cosignatures on checkpoints are kept.
};

/// What() is one line per mistake: "config/choqr.json: threads: must be 1 to 64".
class ConfigMistakes : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Reads and checks a configuration; ConfigMistakes names every key that is unknown or wrong, all at once.
/// `file` is its name in the sentences. No sentence holds a secret.
Config read_config(std::string_view text, std::string_view file);

/// "127.0.0.1:8080", "[::1]:8080". False, and why, if it is not an address and a port.
bool parse_endpoint(std::string_view text, Endpoint& endpoint, std::string& why);

/// Why tokens would cross a network in the clear: one sentence that says what to do. Nothing if they do not
/// (TLS, loopback, a proxy that trusted_proxies names), or insecure_lan says that they may.
std::optional<std::string> plain_http_refused(const Config& config);
/// The operator has asked for just that.
bool is_insecure_lan(const Config& config);

/// Why the demonstration wallet may not be served so: one sentence that says what to do. It pays without a
/// token, so beside feeds of real money, or where strangers reach it, somebody has to have asked for it.
/// Nothing if it may, or is not asked for.
std::optional<std::string> demo_wallet_refused(const Config& config, bool trial_ledger);

}  // namespace choqr::gateway
