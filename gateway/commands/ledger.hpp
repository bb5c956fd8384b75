#pragma once

#include <ostream>
#include <span>
#include <string_view>

namespace choqr::gateway {

/// choqr ledger verify --data DIR [--public-key FILE] [--checkpoint FILE]… [--reports]
/// Reads only the files: prints size, days and root to `out` and exits 0, or the first bad place to `err` and exits 1; 2 for a
/// wrong command line. With --reports the reports too are held against the records. A progress bar on standard error if that is
/// a terminal.
int run_ledger_verify(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err);

/// choqr ledger verify|export|import|prove|check: the part named first.
int run_ledger(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err);

}  // namespace choqr::gateway
