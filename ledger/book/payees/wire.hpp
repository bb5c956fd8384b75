#pragma once

#include <optional>
#include <vector>

#include "book/wire.hpp"

// Accounts as messages, for payees/ and places/.
namespace choqr::book {

/// All but the holder's name, which is sealed.
void write_account(const merchants::Account& account, wire::Account& m);
merchants::Account account_of(const wire::Account& m, const std::string& name);

void write_payees(const std::vector<merchants::Account>& accounts, std::optional<VendorId> owner,
                  wire::Payees& m, Sealer& sealer);
std::vector<merchants::Account> read_payees(const wire::Payees& m, const Sealer& sealer);

}  // namespace choqr::book
