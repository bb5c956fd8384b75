#pragma once

#include <map>
#include <string>
#include <string_view>

#include "access/accounts.hpp"

namespace choqr::gateway {

/// The file of accounts: a line of JSON, and its SHA-256.
std::string text_of(const std::map<TokenId, Account>& table);
/// bad_message of the system for what text_of() did not write, this version or an older one.
Result<std::map<TokenId, Account>> accounts_in(std::string_view text);

}  // namespace choqr::gateway
