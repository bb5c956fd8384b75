#pragma once

#include <string>

#include "sandbox/sandbox.hpp"

namespace choqr::sandbox {

/// Gives up, for good, what the work does not need: all descriptors but 0, 1 and 2; more memory, processor,
/// files, processes and core dumps than `limits` say; new privileges; and by seccomp every system call but
/// reading 0, writing 1 and 2, memory that is not executable, locks of its own and ending. A call that is not
/// allowed ends the process with SIGSYS. Dies with its parent.
///
/// Empty if all of it is in force, else what is not and why: then the process must work on nothing. A kernel
/// without seccomp filters is such a case: there is no second way, and the gateway answers 503 where a child
/// would be needed. Works within another filter that denies seccomp(2) and setrlimit(2), as systemd's
/// SystemCallFilter=@system-service without @resources does: prctl and prlimit do the same. Call it with one
/// thread, once everything needed is loaded.
std::string lock_down(const Limits& limits);

}  // namespace choqr::sandbox
