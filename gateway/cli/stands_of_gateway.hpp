#pragma once

#include <iosfwd>

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// `choqr stands --url URL --token TOKEN [--market ID] …`: the PDF as the gateway draws it. With
/// --mark-printed it is told, once the file is written, that these versions were printed: those that were due
/// before it drew, so that one that changes meanwhile stays on the list. 0, or 1 with a line on `err`;
/// std::exception with a sentence when the gateway refuses.
int stands_of_gateway(const Arguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace choqr::gateway
