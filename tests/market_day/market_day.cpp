// Whole market days, each from a seed: README.md. Everything from the bytes of a request to the disk is the
// real program; only sockets, threads, disk, clock and chance are simulated.
//
//   market_day_test [--seeds N] [--first N] [--seed=N] [--canary] …   (simulation/seeds.hpp)
//
// The canary's bank takes every answer for a success. Bugs of the program itself are planted by the build:
// script/check plants.

#include "day.hpp"
#include "telemetry/log.hpp"

namespace choqr::market_day {
namespace {

simulation::Story run(std::uint64_t seed, bool credulous, bool talks) {
    Day day{seed, credulous, talks};
    try {
        day.run();
    } catch (const Violation& violation) {
        return {violation.sentence, day.trace()};
    } catch (const std::exception& error) {
        return {"TheSimulationItself: ends: " + std::string{error.what()}, day.trace()};
    }
    return {std::nullopt, day.trace()};
}

}  // namespace
}  // namespace choqr::market_day

int main(int count, char** arguments) {
    choqr::gateway::set_log_level(choqr::gateway::LogLevel::silence);
    return choqr::simulation::main_of(count, arguments, {"market days", 60, choqr::market_day::run});
}
