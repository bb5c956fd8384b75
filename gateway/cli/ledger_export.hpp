#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// choqr ledger export --data DIR [--from N] [--to N] [--entries]
/// One JSON object per line for each record from N to N, as GET /v1/events shows it; --entries adds the
/// record's bytes. Reads beside a gateway that serves; shows what was acknowledged when it began. What was
/// erased is empty.
int run_ledger_export(const Arguments& arguments, Surroundings& surroundings);

/// choqr ledger import FILE --data DIR [--origin NAME] [--keys FILE]
/// Makes a new ledger in DIR of the same records, from what `export --entries` wrote from record 0: the same
/// tree, hash for hash, under a signing key of its own. FILE may be "-". The personal data in it can be read
/// only with the old ledger's key store, which --keys copies.
int run_ledger_import(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
