#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// choqr serve --data DIR [--listen ADDR:PORT] [--tls-cert FILE --tls-key FILE] [--config FILE]: serves until
/// SIGTERM or SIGINT, then finishes what it has and ends with 0. Refuses a demonstration wallet beside real
/// feeds (feed_checks.hpp). A second signal ends it at once. SIGHUP: the certificate is read anew. Ends with
/// 1 when the journal fails.
int run_serve(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
