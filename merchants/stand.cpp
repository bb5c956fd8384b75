#include "merchants/stand.hpp"

#include <algorithm>

#include "merchants/bank_directory.hpp"

namespace choqr::merchants {

std::uint32_t stand_version_with(const Stall& stall, const std::vector<Account>& accounts) {
    const bool same = accounts.empty() || (stall.registered() && stall.accounts.front() == accounts.front());
    return stall.stand.version + (same ? 0 : 1);
}

StandState stand_after(const StandState& before, const std::optional<AccountKey>& account_before,
                       const Stall& recorded, Instant at) {
    const auto account = account_on_stand(recorded);
    const bool moved = account && account != account_before;
    auto stand = before;
    if (recorded.stand.version != 0)
        stand.version = recorded.stand.version;
    else if (moved)
        ++stand.version;
    if (stand.version != before.version) stand.since = at;
    if (moved) stand.account_version = stand.version;
    return stand;
}

bool same_payees(const std::vector<Account>& one, const std::vector<Account>& other) {
    return std::ranges::equal(one, other, [](const Account& mine, const Account& its) {
        return mine.kind == its.kind && key_of(mine) == key_of(its);
    });
}

std::optional<AccountKey> account_on_stand(const Stall& stall) {
    if (!stall.registered()) return std::nullopt;
    return key_of(stall.accounts.front());
}

bool shows_former_bank(const StandState& stand, Bin bin) {
    return !stand.printed_bank.empty() && stand.printed_bank != bank_display_name(bin);
}

PrintReason print_reason(const StandState& stand) {
    if (stand.printed == 0) return PrintReason::never_printed;
    if (stand.printed >= stand.version) return PrintReason::bank_renamed;
    return stand.printed < stand.account_version ? PrintReason::account_changed
                                                 : PrintReason::account_name_changed;
}

}  // namespace choqr::merchants
