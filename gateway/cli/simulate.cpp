#include "cli/simulate.hpp"

#include "cli/http_call.hpp"
#include "simulator/simulate.hpp"

namespace choqr::gateway {
namespace {

constexpr const char* passed_on[] = {"--url",    "--seed", "--payments", "--rate",        "--faults",
                                     "--data",   "--feed", "--secret",   "--connector",   "--config",
                                     "--market", "--demo", "--patience", "--connections", "--active-stalls",
                                     "--run",    "--token"};

}  // namespace

int run_simulate(const Arguments& arguments, Surroundings& surroundings) {
    simulator::Given given;
    for (const auto* name : passed_on)
        if (auto value = arguments.value(name)) given.emplace(name, *std::move(value));
    const bool needs_token =
        !arguments.has("--token") && (arguments.has("--token-file") || !arguments.has("--data"));
    if (needs_token) given.emplace("--token", token_of(arguments));
    return simulator::simulate(given, surroundings.out, surroundings.err);
}

}  // namespace choqr::gateway
