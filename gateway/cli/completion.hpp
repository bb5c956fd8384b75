#pragma once

#include "cli/arguments.hpp"

namespace CLI {
class App;
}

namespace choqr::gateway {

/// A shell's script that completes choqr's command lines: commands, options, choices, and files where files
/// are meant. Made from the command tree alone.
std::string bash_completion(const CLI::App& root);
std::string zsh_completion(const CLI::App& root);
std::string fish_completion(const CLI::App& root);

/// `choqr completion bash|zsh|fish`.
int run_completion(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
