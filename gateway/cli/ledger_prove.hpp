#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// choqr ledger prove --data DIR --sequence N [-o FILE]
/// A receipt (C2SP tlog-proof) of record N under the ledger's last checkpoint, made from the records alone.
/// Reads beside a gateway that serves.
int run_ledger_prove(const Arguments& arguments, Surroundings& surroundings);

/// choqr ledger check FILE --public-key FILE|KEY
/// Judges a receipt without any ledger: says what the record says and exits 0, or 1 and why it proves
/// nothing.
int run_ledger_check(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
