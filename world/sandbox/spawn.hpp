#pragma once

#include <sys/types.h>

#include <string>

#include "sandbox/sandbox.hpp"

namespace choqr::sandbox {

struct Spawned {
    pid_t process;
    int socket;  ///< The parent's end, closed on exec; the child has the other as its descriptors 0 and 1.
};

/// Starts `executable` as a child: no environment, no descriptor of ours but its end of the socket, standard
/// error nowhere, no signal handled, those that end a whole group blocked, a process group of its own (Ctrl-C
/// is for the parent). The system's error if there is no such program, or no room for a process.
Result<Spawned> spawn(const std::string& executable, const Limits& limits);

}  // namespace choqr::sandbox
