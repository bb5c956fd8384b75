#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// choqr report daily|range|volunteers --url URL --market ID --date D|--from D --to D [--token T] [--format
/// text|json|csv] [-o FILE].
int run_report(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
