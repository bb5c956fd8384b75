#include "printing/stall_stands.hpp"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "base/text.hpp"
#include "book_json/stall_json.hpp"
#include "merchants/bank_directory.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t page = 1000;

// "0912 345 678", as people read a telephone number out.
std::string spoken(std::string_view phone) {
    if (phone.size() != 10) return std::string{phone};
    return std::string{phone.substr(0, 4)} + ' ' + std::string{phone.substr(4, 3)} + ' ' +
           std::string{phone.substr(7)};
}

// A list that comes page by page.
template <class Next>
std::vector<merchants::Stall> all_pages(Next next) {
    std::vector<merchants::Stall> all;
    std::optional<StallId> after;
    for (;;) {
        auto stalls = next(after);
        const bool last = stalls.size() < page;
        if (!stalls.empty()) after = stalls.back().id;
        std::ranges::move(stalls, std::back_inserter(all));
        if (last) return all;
    }
}

std::vector<merchants::Stall> stalls_of(const reports::Reports& reports, MarketId market,
                                        const WhichStands& which) {
    if (which.reprint) return stands_to_print(reports, market, which.zone);
    auto stalls =
        all_pages([&](std::optional<StallId> after) { return reports.stalls(market, after, page).value(); });
    if (!which.zone.empty())
        std::erase_if(stalls, [&](const merchants::Stall& stall) { return stall.zone != which.zone; });
    return stalls;
}

}  // namespace

stands::Stand stand_of(const merchants::Market& market, const merchants::Stall& stall,
                       const Printing& printing) {
    const auto& account = stall.accounts.front();
    stands::Stand stand;
    stand.market = market.name;
    stand.stall_code = stall.code;
    stand.vendor = stall.vendor ? stall.vendor->name : std::string{};
    stand.goods = stall.goods;
    stand.payload = book::stand_payload(stall).value_or("");
    stand.account_name = account.name;
    stand.bank = merchants::bank_in_words(account.bin);
    stand.last_four = account.number.last_four();
    if (account.kind == merchants::AccountKind::wallet_phone) {
        stand.bank = merchants::bank_display_name(account.bin);
        stand.phone = spoken(account.number.text());
    }
    stand.human_code = stall.transfer_code.heart();
    stand.printed = printing.month;
    stand.trial = printing.trial;
    stand.version = static_cast<int>(stall.stand.version);
    stand.colour = market.colour;
    return stand;
}

void note_unprintable(StandList& list) {
    const auto& stand = list.stands.back();
    std::string characters;
    for (const auto& character : stands::unprintable(stand)) {
        std::string_view bytes = character;
        char code[16];
        std::snprintf(code, sizeof code, " (U+%04X)", static_cast<unsigned>(take_code_point(bytes)));
        characters += (characters.empty() ? "" : ", ") + character + code;
    }
    if (!characters.empty()) list.unprintable.push_back({stand.stall_code, std::move(characters)});
}

book::PrintedStand printed_now(const merchants::Stall& stall) {
    return {stall.id, stall.stand.version, merchants::bank_display_name(stall.accounts.front().bin)};
}

void add_stands(StandList& list, const reports::Reports& reports, const merchants::Market& market,
                const WhichStands& which, const Printing& printing, const MayBePrinted& may_be_printed) {
    book::RecordStandsPrinted printed{market.id, {}};
    const auto remark = [&](const merchants::Stall& stall, const char* why) {
        if (!which.since && !which.reprint) list.remarks.push_back(stall.code + why);
    };
    for (const auto& stall : stalls_of(reports, market.id, which)) {
        if (!stall.registered())
            remark(stall, ": no account");
        else if (stall.status != merchants::StallStatus::open)
            remark(stall, ": not open");
        else if (may_be_printed && !may_be_printed(stall))
            remark(stall, ": its vendor has withdrawn the consent");
        else if (!which.since ||
                 stall.stand.since >= business_day_begin(*which.since, market.business_day_cutoff)) {
            list.stands.push_back(stand_of(market, stall, printing));
            note_unprintable(list);
            printed.stands.push_back(printed_now(stall));
        }
    }
    if (!printed.stands.empty()) list.printed.push_back(std::move(printed));
}

std::vector<merchants::Stall> stands_to_print(const reports::Reports& reports, MarketId market,
                                              const std::string& zone) {
    reports::StandFilter filter{.market = market, .zone = std::nullopt, .after = std::nullopt, .limit = page};
    if (!zone.empty()) filter.zone = zone;
    return all_pages([&](std::optional<StallId> after) {
        filter.after = after;
        return reports.stands_to_print(filter).value();
    });
}

std::string month_of_print(Instant now) {
    const std::chrono::year_month_day day = business_day(now, std::chrono::minutes{0});
    char text[16];
    std::snprintf(text, sizeof text, "%02u/%04d", static_cast<unsigned>(day.month()),
                  static_cast<int>(day.year()));
    return text;
}

}  // namespace choqr::gateway
