#pragma once

#include <string>
#include <vector>

namespace choqr::gateway {

/// choqr report daily|range --url URL --market ID --date D|--from D --to D [--token T] [--format text|json|csv] [-o FILE].
int run_report(const std::vector<std::string>& arguments);

}  // namespace choqr::gateway
