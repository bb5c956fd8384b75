#pragma once

#include <string_view>

namespace choqr::merchants {

/// config/banks.json as it was when the program was built.
std::string_view banks_json();

}  // namespace choqr::merchants
