#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sandbox/sandbox.hpp"

namespace choqr::sandbox {

/// The word after the program's name that makes it a child; not for people, so no list of commands has it.
inline constexpr const char* child_command = "sandbox-child";

/// What the parent passes its child about `limits`, and back: nothing if the words are not such.
std::vector<std::string> words_of(const Limits& limits);
std::optional<Limits> limits_of(const std::vector<std::string>& words);

/// The whole life of a child: gives up its rights, greets, does one job that comes on descriptor 0, answers
/// on 1 and ends the process, whatever happens. Of what the parent had it sees nothing. Call it before any
/// thread is started.
[[noreturn]] void live_as_child(const std::vector<std::string>& words, const Work& work);

}  // namespace choqr::sandbox
