#include <map>
#include <utility>

#include "book/payees/due.hpp"
#include "book/rules.hpp"
#include "merchants/stand.hpp"

namespace choqr::book {
namespace {

using merchants::StallStatus;

// Seventeen bytes each at most beside the name of the bank: below what one record of the journal holds.
constexpr std::size_t stands_per_event = 800;

bool same_market(const merchants::Market& market, const RegisterMarket& asked) {
    return market.name == asked.name && market.province == asked.province &&
           market.commune == asked.commune && market.kind == asked.kind &&
           market.business_day_cutoff == asked.business_day_cutoff;
}

bool same_vendor(const std::optional<merchants::Vendor>& vendor, const std::optional<VendorDetails>& asked) {
    if (!vendor || !asked) return !vendor && !asked;
    return vendor->kind == asked->kind && vendor->name == asked->name && vendor->phone == asked->phone;
}

bool same_details(const merchants::Stall& stall, const RegisterStall& asked) {
    return stall.kind == asked.kind && stall.zone == asked.zone && stall.goods == asked.goods &&
           same_vendor(stall.vendor, asked.vendor);
}

/// It has what was asked for, or that waits for another market's yes since it was registered.
bool same_accounts(const StallEntry& entry, const RegisterStall& asked, const Payees& payees) {
    if (entry.stall.accounts == asked.accounts) return true;
    const auto* change = payees.of(entry.stall.id);
    return change && change->id.value() == entry.stall.id.value() && change->accounts == asked.accounts;
}

bool is_of_another_market(const Places& places, const merchants::Stall& stall,
                          const merchants::Account& account) {
    return !markets_with(places, stall, {account}).empty();
}

/// A stall with the number was closed lately, and this was none of its accounts: to close one and register
/// another in its place is to change a payee.
bool is_other_than_before(const Places& places, const merchants::Stall& stall,
                          const merchants::Account& account, Instant now) {
    const auto* before = places.predecessor(stall.market, stall.code, now);
    if (!before) return false;
    // Of one that is told to nobody any more, no answer says whether a guess is right.
    if (before->stall.consent.status == merchants::ConsentStatus::withdrawn) return true;
    return std::ranges::none_of(before->stall.accounts, [&](const merchants::Account& one) {
        return one.kind == account.kind && key_of(one) == key_of(account);
    });
}

/// The vendor after a change. A new name is a new person with a key of their own: erasing the former one must
/// not take the new one's data with it.
std::optional<merchants::Vendor> changed_vendor(const std::optional<merchants::Vendor>& before,
                                                const VendorDetails& asked, Sequence next) {
    const bool same_person = before && before->name == asked.name && before->kind == asked.kind;
    return merchants::Vendor{same_person ? before->id : VendorId{next}, asked.kind, asked.name, asked.phone};
}

std::optional<std::uint32_t> free_stall_number(const Places& places) {
    if (!places.free_stall_numbers.empty()) return *places.free_stall_numbers.begin();
    if (places.next_stall_number < merchants::TransferCode::capacity) return places.next_stall_number;
    return std::nullopt;
}

bool has_room(const MarketStalls& stalls, std::size_t stalls_max) {
    return stalls.there < stalls_max &&
           stalls.there + stalls.closed_lately < (1 + closed_quotas) * stalls_max;
}

Decision registered(StallRegistered event, const std::optional<ConsentAnswer>& consent, const Deciding& at) {
    std::optional<ConsentGiven> given;
    if (consent) {
        if (const auto refusal = consent_refused(event.stall, *consent, at.state.people)) return no(*refusal);
        given = consent_given(event.stall, *consent);
    }
    auto decision = record(at, std::move(event));
    if (given) decision.events.emplace_back(*given);
    return decision;
}

Decision printed(MarketId market, const std::map<StallId, PrintedStand>& stands, const Deciding& at) {
    Decision decision{{}, Recorded{at.next}};
    StandsPrinted event{market, {}};
    for (const auto& [stall, stand] : stands) {
        event.stands.push_back(stand);
        if (event.stands.size() == stands_per_event)
            decision.events.emplace_back(std::exchange(event, {market, {}}));
    }
    if (!event.stands.empty()) decision.events.emplace_back(std::move(event));
    return decision;
}

bool is_news(const PrintedStand& told, const merchants::StandState& stand) {
    if (told.version > stand.printed) return true;
    return told.version == stand.printed && !told.bank.empty() && told.bank != stand.printed_bank;
}

// The name of an account's holder may be put right in one step: no money goes another way by it, and the
// payer's bank shows the true one before each payment.
bool may_set_at_once(const Places& places, const StallEntry& entry,
                     const std::vector<merchants::Account>& accounts) {
    if (same_payees(entry.stall.accounts, accounts)) return true;
    return is_without_history(entry) && markets_with(places, entry.stall, accounts).empty();
}

}  // namespace

Decision decide(RegisterMarket&& asked, const Deciding& at) {
    const auto& places = at.state.places;
    const auto taken = places.market_by_code.find(asked.code);
    if (taken != places.market_by_code.end()) {
        const bool same = same_market(places.markets.at(taken->second), asked);
        return same ? exists(Sequence{taken->second.value()}) : no(Refusal::market_code_taken);
    }
    merchants::Market market{.id = MarketId{at.next},
                             .name = asked.name,
                             .code = asked.code,
                             .province = asked.province,
                             .commune = asked.commune,
                             .business_day_cutoff = asked.business_day_cutoff,
                             .kind = asked.kind};
    return record(at, MarketRegistered{std::move(market)});
}

Decision decide(RegisterStall&& asked, const Deciding& at) {
    const auto& places = at.state.places;
    if (!places.markets.contains(asked.market)) return no(Refusal::market_not_found);
    const auto taken = places.stall_by_number.find({asked.market, asked.code});
    if (taken != places.stall_by_number.end()) {
        const auto& entry = places.stalls.at(taken->second);
        // Else whoever sees the vendor no more could ask whether a guess of them is right.
        const bool is_told = entry.stall.consent.status != merchants::ConsentStatus::withdrawn;
        const bool same =
            is_told && same_details(entry.stall, asked) && same_accounts(entry, asked, at.state.payees);
        return same ? exists(Sequence{taken->second.value()}) : no(Refusal::stall_code_taken);
    }
    const auto& market = places.markets.at(asked.market);
    if (!has_room(places.market_stalls.at(asked.market), market.stalls_max)) return no(Refusal::market_full);
    const auto number = free_stall_number(places);
    if (!number) return no(Refusal::codes_exhausted);
    merchants::Stall stall{.id = StallId{at.next},
                           .market = asked.market,
                           .kind = asked.kind,
                           .status = StallStatus::open,
                           .code = asked.code,
                           .zone = asked.zone,
                           .goods = asked.goods,
                           .transfer_code = merchants::StallCode::make(*number),
                           .vendor = std::nullopt,
                           .accounts = {}};
    if (asked.vendor) stall.vendor = changed_vendor(std::nullopt, *asked.vendor, at.next);
    for (const auto& account : asked.accounts)
        if (!is_of_another_market(places, stall, account) &&
            !is_other_than_before(places, stall, account, at.now))
            stall.accounts.push_back(account);
    stall.stand.version = stall.registered() ? 1 : 0;
    StallRegistered event{std::move(stall), std::nullopt};
    if (event.stall.accounts.size() != asked.accounts.size()) event.proposed = std::move(asked.accounts);
    return registered(std::move(event), asked.consent, at);
}

Decision decide(ChangeStall&& asked, const Deciding& at) {
    const auto* entry = at.state.places.stall(asked.stall);
    if (!entry) return no(Refusal::stall_not_found);
    if (is_closed(*entry)) return no(Refusal::stall_closed);
    if (asked.accounts && !may_set_at_once(at.state.places, *entry, *asked.accounts))
        return no(Refusal::payee_change_needed);
    auto changed = entry->stall;
    if (asked.zone) changed.zone = *asked.zone;
    if (asked.goods) changed.goods = *asked.goods;
    if (asked.vendor && !same_vendor(changed.vendor, asked.vendor))
        changed.vendor = changed_vendor(changed.vendor, *asked.vendor, at.next);
    if (asked.accounts) {
        changed.stand.version = stand_version_with(changed, *asked.accounts);
        changed.accounts = *asked.accounts;
    }
    const auto& before = entry->stall;
    const bool same = changed.zone == before.zone && changed.goods == before.goods &&
                      changed.accounts == before.accounts &&
                      (!asked.vendor || same_vendor(before.vendor, asked.vendor));
    return same ? exists(entry->changed_at) : record(at, StallChanged{std::move(changed)});
}

Decision decide(SuspendStall&& asked, const Deciding& at) {
    const auto* entry = at.state.places.stall(asked.stall);
    if (!entry) return no(Refusal::stall_not_found);
    if (is_closed(*entry)) return no(Refusal::stall_closed);
    if (entry->stall.status == StallStatus::suspended) return exists(entry->status_at);
    return record(at, StallSuspended{asked.stall, asked.reason});
}

Decision decide(ResumeStall&& asked, const Deciding& at) {
    const auto* entry = at.state.places.stall(asked.stall);
    if (!entry) return no(Refusal::stall_not_found);
    if (is_closed(*entry)) return no(Refusal::stall_closed);
    if (entry->stall.status == StallStatus::open) return exists(entry->status_at);
    return record(at, StallResumed{asked.stall});
}

Decision decide(CloseStall&& asked, const Deciding& at) {
    const auto* entry = at.state.places.stall(asked.stall);
    if (!entry) return no(Refusal::stall_not_found);
    if (is_closed(*entry)) return exists(entry->status_at);
    return record(at, StallClosed{asked.stall, asked.reason});
}

Decision decide(RecordStandsPrinted&& asked, const Deciding& at) {
    const auto& places = at.state.places;
    if (!places.markets.contains(asked.market)) return no(Refusal::market_not_found);
    std::map<StallId, PrintedStand> news;
    for (const auto& told : asked.stands) {
        const auto* entry = places.stall(told.stall);
        if (!entry || entry->stall.market != asked.market) return no(Refusal::stall_not_found);
        const auto& stand = entry->stall.stand;
        if (told.version == 0 || told.version > stand.version) return no(Refusal::stand_version_unknown);
        if (!is_news(told, stand)) continue;
        auto& newest = news.try_emplace(told.stall, told).first->second;
        if (told.version > newest.version) newest = told;
    }
    return news.empty() ? nothing() : printed(asked.market, news, at);
}

Decision decide(ChangeMarket&& asked, const Deciding& at) {
    const auto& markets = at.state.places.markets;
    const auto found = markets.find(asked.market);
    if (found == markets.end()) return no(Refusal::market_not_found);
    MarketChanged changes{asked.market, asked.watch_period, asked.stalls_max, asked.payee_delay,
                          asked.colour};
    if (changes.watch_period == found->second.watch_period) changes.watch_period.reset();
    if (changes.stalls_max == found->second.stalls_max) changes.stalls_max.reset();
    if (changes.payee_delay == found->second.payee_delay) changes.payee_delay.reset();
    if (changes.colour == found->second.colour) changes.colour.reset();
    const bool is_new = changes.watch_period || changes.stalls_max || changes.payee_delay || changes.colour;
    return is_new ? record(at, changes) : nothing();
}

Decision decide(MapColumns&& asked, const Deciding& at) {
    const auto& markets = at.state.places.markets;
    const auto found = markets.find(asked.market);
    if (found == markets.end()) return no(Refusal::market_not_found);
    if (found->second.columns == asked.columns) return nothing();
    return record(at, ColumnsMapped{asked.market, std::move(asked.columns)});
}

}  // namespace choqr::book
