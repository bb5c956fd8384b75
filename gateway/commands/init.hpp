#pragma once

#include <string>
#include <vector>

namespace choqr::gateway {

/// choqr init --data DIR [--market NAME]: makes a ledger, its keys and the operator's first token. Exit code.
int run_init(const std::vector<std::string>& arguments);

}  // namespace choqr::gateway
