#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// choqr certificate make --data DIR [--name HOST]… [--address IP]… [--new-authority] [--new-key]: makes the
/// gateway's certificate in DIR/tls, and the local authority unless there is one (authority/tls_folder.hpp).
/// Beside a gateway that serves, which takes it by itself, and before there is a ledger. Exit code 1 with one
/// line that says what to do when the authority may not vouch for what was asked.
int run_certificate_make(const Arguments& arguments, Surroundings& surroundings);

/// choqr certificate show --data DIR: for whom, until when, and the fingerprints. 1 if there is none.
int run_certificate_show(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
