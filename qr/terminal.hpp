#pragma once

#include <string>

#include "qr/symbol.hpp"

namespace choqr::qr {

/// The symbol for a terminal, quiet zone included: half blocks, two rows of modules a line, black on white
/// whatever the terminal's colours are (most readers refuse inverted codes). Lines end in "\n".
std::string to_terminal(const Symbol& symbol);

/// Plain text without colours: "##" and two spaces, for files and tests.
std::string to_text(const Symbol& symbol);

}  // namespace choqr::qr
