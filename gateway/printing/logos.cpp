#include "printing/logos.hpp"

#include <fstream>

#include "telemetry/log.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t bytes_max = 512 * 1024;

}  // namespace

std::string Logos::of(const merchants::Market& market) const {
    std::ifstream file{directory_ + "/" + market.code + ".png", std::ios::binary};
    if (!file) return {};
    std::string bytes(bytes_max + 1, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    if (bytes.size() <= bytes_max) return bytes;
    log_seldom(LogLevel::warning, "logo_too_large", {{"market", market.code}});
    return {};
}

}  // namespace choqr::gateway
