#pragma once

#include <ostream>
#include <span>
#include <string_view>

namespace choqr::gateway {

/// choqr doctor --data DIR [--config FILE]
/// One sentence each, in Vietnamese and English, about clock, disk, ledger, keys, reports, backups and feeds;
/// with the configuration also about what it leaves open. Reads only, and beside a gateway that serves. Exit
/// 0, or 1 if something needs a person.
int run_doctor(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err);

}  // namespace choqr::gateway
