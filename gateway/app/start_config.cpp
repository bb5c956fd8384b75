#include "app/start_config.hpp"

#include <fstream>
#include <iterator>

#include "data_folder/ledger.hpp"
#include "intake/feed_checks.hpp"
#include "telemetry/log.hpp"

namespace choqr::gateway {
namespace {

Config read_file(const std::string& file) {
    std::ifstream stream{file, std::ios::binary};
    if (!stream) throw CannotStart{file + ": cannot be read"};
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    return read_config(text, file);
}

std::optional<Endpoint> endpoint_of(const Arguments& arguments, const std::string& option) {
    const auto value = arguments.value(option);
    Endpoint endpoint;
    std::string why;
    if (!value) return std::nullopt;
    if (!parse_endpoint(*value, endpoint, why))
        throw UsageError{option + ": " + why + "; write 127.0.0.1:8080",
                         option + ": " + why + "; hãy viết 127.0.0.1:8080"};
    return endpoint;
}

void take_tls_options(const Arguments& arguments, Config& config) {
    const auto certificate = arguments.value("--tls-cert");
    const auto key = arguments.value("--tls-key");
    if (certificate.has_value() != key.has_value())
        throw UsageError{"--tls-cert and --tls-key go together: one is of no use without the other",
                         "--tls-cert và --tls-key phải đi cùng nhau"};
    if (certificate) config.tls = {*certificate, *key};
    if (auto from = endpoint_of(arguments, "--redirect-from")) config.redirect_from = std::move(from);
}

}  // namespace

Config start_config(const Arguments& arguments) {
    const auto file = arguments.value("--config");
    auto config = file ? read_file(*file) : Config{};
    if (const auto endpoint = endpoint_of(arguments, "--listen")) {
        config.address = endpoint->address;
        config.port = endpoint->port;
    }
    take_tls_options(arguments, config);
    return config;
}

void check_config(const Config& config, bool trial_ledger) {
    if (const auto refused = demo_wallet_refused(config, trial_ledger)) throw CannotStart{*refused};
    if (const auto refused = plain_http_refused(config)) throw CannotStart{*refused};
    if (config.redirect_from && config.tls.certificate.empty())
        throw CannotStart{
            "redirect_from: there is no TLS to send pages on to; give --tls-cert and --tls-key, too"};
    for (const auto& warning : feed_warnings(config.feeds))
        log(LogLevel::warning, warning.code, {{"feed", warning.feed}, {"sentence", warning.en}});
}

}  // namespace choqr::gateway
