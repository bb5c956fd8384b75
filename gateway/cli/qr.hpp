#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

// choqr qr encode, decode, read. Results go to Surroundings::out, one line for whatever is wrong to err. 0:
// done; 1: the code is invalid, none was found, or a file cannot be read or written.

int run_qr_encode(const Arguments& arguments, Surroundings& surroundings);
int run_qr_decode(const Arguments& arguments, Surroundings& surroundings);
/// Pictures are read in a child of Surroundings::program.
int run_qr_read(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
