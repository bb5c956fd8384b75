#pragma once

#include "cli/arguments.hpp"

namespace CLI {
class App;
}

namespace choqr::gateway {

/// The manual page choqr(1) in roff (man macros, UTF-8), made from the command tree alone.
std::string manual(const CLI::App& root, Language language);

/// `choqr man`.
int run_manual(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
