#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "base/account_number.hpp"
#include "base/bin.hpp"

namespace choqr::merchants {

/// Why no account of this institution has such a number.
enum class AccountFault {
    no_wallet_number,  ///< Of a wallet: digits alone, and no mobile number can be made of them.
};
std::string_view english(AccountFault fault);
std::string_view vietnamese(AccountFault fault);

/// `number` as the institution has it: a wallet's mobile number gets back the zero that a spreadsheet took,
/// or loses the country's 84. Numbers with letters are the wallet's own and stay ("PSP…"). Lengths of banks'
/// accounts are not public (docs/decisions/0621): none is refused for its length alone. Pure.
std::variant<AccountNumber, AccountFault> account_at(Bin bin, const AccountNumber& number);

}  // namespace choqr::merchants
