#pragma once

#include <string>
#include <vector>

namespace choqr::gateway {

/// choqr import --data DIR|--url URL [--token T] [--market ID] stalls FILE.csv [--yes]: shows what it would do; --yes does it.
int run_import(const std::vector<std::string>& arguments);

}  // namespace choqr::gateway
