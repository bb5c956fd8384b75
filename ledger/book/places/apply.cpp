#include <algorithm>

#include "book/rules.hpp"
#include "merchants/stand.hpp"

namespace choqr::book {
namespace {

void set_status(StallId id, merchants::StallStatus status, const Applying& at) {
    auto& entry = must_have(at.state.places.stalls, id);
    entry.stall.status = status;
    entry.status_at = at.event.sequence;
    at.state.days.all_changed(entry.stall.market, at.event.sequence);
}

/// A yes is a person's: whoever comes after them was not asked. A no stays.
merchants::Consent consent_after(const merchants::Stall& before, const merchants::Stall& after) {
    const bool is_same = before.vendor && after.vendor && before.vendor->id == after.vendor->id;
    const bool stays = is_same || before.consent.status == merchants::ConsentStatus::withdrawn;
    return stays ? before.consent : merchants::Consent{};
}

void know(const std::optional<merchants::Vendor>& vendor, const Applying& at) {
    if (vendor) at.state.people.vendors.try_emplace(vendor->id);
}

}  // namespace

void apply(const MarketRegistered& e, const Applying& at) {
    auto& places = at.state.places;
    places.markets.emplace(e.market.id, e.market);
    places.market_by_code.emplace(e.market.code, e.market.id);
    places.market_stalls.emplace(e.market.id, MarketStalls{});
    const auto cutoff = e.market.business_day_cutoff;
    at.state.days.markets.emplace(e.market.id,
                                  MarketDays{business_day(at.event.recorded_at, cutoff), {}, {}});
    const auto [changes, is_new] = at.state.days.unmatched.try_emplace(cutoff);
    if (is_new) changes->second.all_changed(at.event.sequence);
}

void apply(const StallRegistered& e, const Applying& at) {
    auto& places = at.state.places;
    const auto& stall = e.stall;
    const auto number = stall.transfer_code.number();
    auto& entry = places.stalls.emplace(stall.id, StallEntry{stall, at.event.sequence, at.event.sequence})
                      .first->second;
    entry.stall.stand = merchants::stand_after({}, std::nullopt, stall, at.event.recorded_at);
    entry.follows = places.predecessor(stall.market, stall.code, at.event.recorded_at) != nullptr;
    ++must_have(places.market_stalls, stall.market).there;
    places.stall_by_number.emplace(std::pair{stall.market, stall.code}, stall.id);
    places.stall_by_code.emplace(number, stall.id);
    places.next_stall_number = std::max(places.next_stall_number, number + 1);
    places.free_stall_numbers.erase(number);
    for (const auto& account : accounts_held(stall)) places.hold(account, entry);
    know(stall.vendor, at);
    at.state.days.all_changed(stall.market, at.event.sequence);
    if (!e.proposed) return;
    at.state.payees.put({.id = PayeeChangeId{at.event.sequence},
                         .stall = stall.id,
                         .proposed_by = TokenId::parse(at.event.actor),
                         .accounts = *e.proposed,
                         .delay = must_have(places.markets, stall.market).payee_delay,
                         .proposed_at = at.event.recorded_at,
                         .owner = places.vendor_of(stall.id)});
}

void apply(const StallChanged& e, const Applying& at) {
    auto& places = at.state.places;
    auto& entry = must_have(places.stalls, e.stall.id);
    const auto before = accounts_held(entry.stall), after = accounts_held(e.stall);
    for (const auto& account : before)
        if (std::ranges::find(after, account) == after.end())
            places.let_go(account, entry, at.event.recorded_at);
    for (const auto& account : after)
        if (std::ranges::find(before, account) == before.end()) places.hold(account, entry);
    const auto status = entry.stall.status;
    const auto stand = merchants::stand_after(entry.stall.stand, merchants::account_on_stand(entry.stall),
                                              e.stall, at.event.recorded_at);
    const auto consent = consent_after(entry.stall, e.stall);
    const auto visit = entry.stall.visit;
    entry.stall = e.stall;
    entry.stall.status = status;
    entry.stall.stand = stand;
    entry.stall.consent = consent;
    entry.stall.visit = visit;
    entry.changed_at = at.event.sequence;
    know(e.stall.vendor, at);
    if (e.payee_change) at.state.payees.end(e.stall.id);
    at.state.days.all_changed(e.stall.market, at.event.sequence);
}

void apply(const StallSuspended& e, const Applying& at) {
    set_status(e.stall, merchants::StallStatus::suspended, at);
}
void apply(const StallResumed& e, const Applying& at) {
    set_status(e.stall, merchants::StallStatus::open, at);
}

void apply(const StallClosed& e, const Applying& at) {
    set_status(e.stall, merchants::StallStatus::closed, at);
    at.state.payees.end(e.stall);
    auto& places = at.state.places;
    auto& entry = must_have(places.stalls, e.stall);
    auto& stalls = must_have(places.market_stalls, entry.stall.market);
    --stalls.there;
    ++stalls.closed_lately;
    places.stall_by_number.erase({entry.stall.market, entry.stall.code});
    places.closed_stalls.emplace_back(at.event.recorded_at, e.stall);
    places.remember_closed(at.event.recorded_at, entry.stall);
    places.hold_closed(entry);
    // Without an account there never was a picture.
    if (entry.stall.stand.version == 0) places.give_back_code(entry);
}

void apply(const StandsPrinted& e, const Applying& at) {
    for (const auto& [stall, version, bank] : e.stands) {
        auto& entry = must_have(at.state.places.stalls, stall);
        entry.used = true;
        auto& stand = entry.stall.stand;
        if (version < stand.printed) continue;
        stand.printed = version;
        stand.printed_bank = bank;
    }
}

void apply(const MarketChanged& e, const Applying& at) {
    auto& market = must_have(at.state.places.markets, e.market);
    if (e.watch_period) market.watch_period = *e.watch_period;
    if (e.stalls_max) market.stalls_max = *e.stalls_max;
    if (e.payee_delay) market.payee_delay = *e.payee_delay;
    if (e.colour) market.colour = *e.colour;
}

void apply(const ColumnsMapped& e, const Applying& at) {
    must_have(at.state.places.markets, e.market).columns = e.columns;
}

}  // namespace choqr::book
