#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// choqr voice say AMOUNT [--region north|south] [--thieu N | --thua N]: the sentence by which a stall hears
/// of a payment, on standard output.
int run_voice_say(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
