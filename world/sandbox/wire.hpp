#pragma once

#include <cstdint>

// What parent and child say over their one socket; both are the same program on the same machine, so numbers
// are as they lie in memory. The child greets with one byte; the parent sends Heading, kind and bytes; the
// child says with one byte that it has them all, then the answer's length as AnswerSize and the answer, and
// ends. The parent takes nothing the child says for true beyond its length.
namespace choqr::sandbox {

/// The child has given up everything and waits. After `refused` comes a sentence that says why it cannot,
/// until its end.
enum class Greeting : char { ready = 'R', refused = 'X' };

/// The work begins: from here on it is these bytes that end the child.
inline constexpr char job_taken = 'T';

struct Heading {
    std::uint32_t kind_bytes;
    std::uint32_t job_bytes;
};
using AnswerSize = std::uint32_t;

/// How a child ends itself; memory.cpp ends the program with the third.
enum ExitCode : int { exit_answered = 0, exit_refused = 1, exit_out_of_memory = 3, exit_work_threw = 4 };

}  // namespace choqr::sandbox
