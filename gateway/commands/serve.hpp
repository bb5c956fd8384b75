#pragma once

#include <string>
#include <vector>

namespace choqr::gateway {

/// choqr serve --data DIR [--listen ADDR:PORT] [--config FILE]: serves until SIGTERM or SIGINT, then finishes
/// what it has and ends with 0. Refuses a demonstration wallet beside real feeds (feed_checks.hpp). A second
/// signal ends it at once. Ends with 1 when the journal fails.
int run_serve(const std::vector<std::string>& arguments);

}  // namespace choqr::gateway
