#include "gateway/stall_stands.hpp"

#include <cstdio>

#include "gateway/routes/views.hpp"
#include "merchants/bank_directory.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t page = 1000;

// "0912 345 678", as people read a telephone number out.
std::string spoken(std::string_view phone) {
    if (phone.size() != 10) return std::string{phone};
    return std::string{phone.substr(0, 4)} + ' ' + std::string{phone.substr(4, 3)} + ' ' + std::string{phone.substr(7)};
}

}  // namespace

stands::Stand stand_of(const merchants::Market& market, const merchants::Stall& stall, const std::string& month) {
    const auto& account = stall.accounts.front();
    stands::Stand stand;
    stand.market = market.name;
    stand.stall_code = stall.code;
    stand.vendor = stall.vendor ? stall.vendor->name : std::string{};
    stand.goods = stall.goods;
    stand.payload = stand_payload(stall).value_or("");
    stand.account_name = account.name;
    stand.bank = merchants::bank_in_words(account.bin);
    stand.last_four = account.number.last_four();
    if (account.kind == merchants::AccountKind::wallet_phone) {
        stand.bank = merchants::bank_display_name(account.bin);
        stand.phone = spoken(account.number.text());
    }
    stand.human_code = stall.transfer_code.heart();
    stand.printed = month;
    return stand;
}

void add_stands(StandList& list, const reports::Reports& reports, const merchants::Market& market, std::string_view zone,
                const std::string& month) {
    std::optional<StallId> after;
    for (;;) {
        const auto stalls = reports.stalls(market.id, after, page).value();
        for (const auto& stall : stalls) {
            after = stall.id;
            if (!zone.empty() && stall.zone != zone) continue;
            if (!stall.registered()) list.remarks.push_back(stall.code + ": no account");
            else if (stall.status != merchants::StallStatus::open) list.remarks.push_back(stall.code + ": not open");
            else list.stands.push_back(stand_of(market, stall, month));
        }
        if (stalls.size() < page) return;
    }
}

std::string month_of_print(Instant now) {
    const std::chrono::year_month_day day = business_day(now, std::chrono::minutes{0});
    char text[16];
    std::snprintf(text, sizeof text, "%02u/%04d", static_cast<unsigned>(day.month()), static_cast<int>(day.year()));
    return text;
}

}  // namespace choqr::gateway
