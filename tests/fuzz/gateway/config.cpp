// A configuration file: read, or refused with sentences that name the file. What is read keeps its limits.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "config/config.hpp"

namespace {

using namespace choqr::gateway;

void require(bool condition) {
    if (!condition) std::abort();
}

void check(const Config& config) {
    require(config.port > 0 && !config.address.empty());
    require(config.threads >= 1 && config.threads <= 64);
    require(config.seats.seats_max >= 1 && config.queue_max >= 1);
    Endpoint endpoint;
    std::string why;
    const bool six = config.address.find(':') != std::string::npos;
    require(parse_endpoint(
        (six ? "[" + config.address + "]" : config.address) + ":" + std::to_string(config.port), endpoint,
        why));
    require(endpoint.port == config.port);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    try {
        check(read_config(text, "choqr.json"));
    } catch (const ConfigMistakes& mistakes) {
        require(std::string_view{mistakes.what()}.starts_with("choqr.json: "));
    }
    return 0;
}
