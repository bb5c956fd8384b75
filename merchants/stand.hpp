#pragma once

#include <optional>

#include "merchants/places.hpp"

// The versions of a stall's printed stand. A new one is due when what a payer compares before paying has
// changed: the account on the stand (its kind, bank and number) or the name of its holder. A stall's code and
// number never change; the vendor's name, the goods and the zone may, and a stand that shows the former ones
// still leads to the right account: they change with the next print.
namespace choqr::merchants {

/// The version of the stand once `stall` has `accounts`: 1 with the first account it ever has. Without an
/// account it stays.
std::uint32_t stand_version_with(const Stall& stall, const std::vector<Account>& accounts);

/// The stand of `recorded`, a stall as an event of `at` says that it is from then on. `before` and
/// `account_before` (the one on the stand, if any) say how things stood. An event that was recorded without a
/// version counts up when the account itself changes: the holder's name is personal, and a replay after an
/// erasure could not tell.
StandState stand_after(const StandState& before, const std::optional<AccountKey>& account_before,
                       const Stall& recorded, Instant at);

/// The account on the stand.
std::optional<AccountKey> account_on_stand(const Stall& stall);

/// Why a stand has to be printed.
enum class PrintReason { never_printed, account_changed, account_name_changed, bank_renamed };
/// Whether the printed stand of an account at `bin` calls the bank otherwise than it is called today
/// (bank_directory.hpp). False where nobody told what it is called there.
bool shows_former_bank(const StandState& stand, Bin bin);
/// Of one that needs_stand() or shows_former_bank().
PrintReason print_reason(const StandState& stand);

}  // namespace choqr::merchants
