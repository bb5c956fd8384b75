#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// choqr voice say AMOUNT [--region north|south] [--thieu N | --thua N] [-o FILE.wav [--folder DIR]]: the
/// sentence by which a stall hears of a payment, on standard output; into FILE the clips that it is joined
/// from, of the program's own voice for the region or of a market's recordings.
int run_voice_say(const Arguments& arguments, Surroundings& surroundings);

/// choqr voice check DIR: one line for each clip of a market's recordings that a person would have to record
/// again. 1 if there is any, 0 if DIR is a whole and even voice.
int run_voice_check(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
