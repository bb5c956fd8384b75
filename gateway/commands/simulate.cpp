#include "gateway/commands/simulate.hpp"

#include "simulator/simulate.hpp"

namespace choqr::gateway {

int run_simulate(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err) {
    return simulator::simulate(arguments, out, err);
}

}  // namespace choqr::gateway
