#pragma once

#include <ostream>
#include <span>
#include <string_view>

namespace choqr::gateway {

/// choqr erase vendor ID --url URL [--token TOKEN]|--data DIR [--reason TEXT] --yes
/// Erases what we know of a vendor, for ever; without --yes it only says what it would do. With --data no gateway may be
/// serving that ledger.
int run_erase(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err);

}  // namespace choqr::gateway
