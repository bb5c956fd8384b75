#include "gateway/commands/stands_of_ledger.hpp"

#include <cstdio>

#include "gateway/ledger.hpp"
#include "gateway/routes/views.hpp"
#include "merchants/bank_directory.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t page = 1000;

stands::Stand stand_of(const merchants::Market& market, const merchants::Stall& stall, const std::string& month) {
    const auto& account = stall.accounts.front();
    stands::Stand stand;
    stand.market = market.name;
    stand.stall_code = stall.code;
    stand.vendor = stall.vendor ? stall.vendor->name : std::string{};
    stand.goods = stall.goods;
    stand.payload = stand_payload(stall).value_or("");
    stand.account_name = account.name;
    stand.bank = merchants::bank_display_name(account.bin);
    stand.last_four = account.number.last_four();
    if (account.kind == merchants::AccountKind::wallet_phone) stand.phone = account.number.text();
    stand.human_code = stall.transfer_code.heart();
    stand.printed = month;
    return stand;
}

void add_stalls(StandList& list, const reports::Reports& reports, const merchants::Market& market, const std::string& month) {
    std::optional<StallId> after;
    for (;;) {
        const auto stalls = reports.stalls(market.id, after, page).value();
        for (const auto& stall : stalls) {
            after = stall.id;
            if (!stall.registered()) list.remarks.push_back(stall.code + ": no account");
            else if (stall.status != merchants::StallStatus::open) list.remarks.push_back(stall.code + ": not open");
            else list.stands.push_back(stand_of(market, stall, month));
        }
        if (stalls.size() < page) return;
    }
}

}  // namespace

StandList stands_of_ledger(const std::string& directory, const std::string& month) {
    StandList list;
    try {
        world::SystemRandom random;
        const world::SystemClock clock;
        Ledger ledger{directory, random, clock, {}};
        for (const auto& market : ledger.reports().markets(std::nullopt, page).value()) add_stalls(list, ledger.reports(), market, month);
        if (list.stands.empty() && list.remarks.empty()) list.problem = "--data: no stalls are registered in " + directory;
    } catch (const CannotStart& error) {
        list.problem = error.what();
    }
    return list;
}

std::string month_of_print() {
    const std::chrono::year_month_day day = business_day(world::SystemClock{}.now(), std::chrono::minutes{0});
    char text[16];
    std::snprintf(text, sizeof text, "%02u/%04d", static_cast<unsigned>(day.month()), static_cast<int>(day.year()));
    return text;
}

}  // namespace choqr::gateway
