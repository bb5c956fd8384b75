#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// choqr ledger verify --data DIR [--public-key FILE] [--checkpoint FILE]… [--reports]
/// Reads only the files: prints size, days and root to `out` and exits 0, or the first bad place to `err` and
/// exits 1; 2 for a wrong command line. With --reports the reports too are held against the records. A
/// progress bar on standard error if that is a terminal.
int run_ledger_verify(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
