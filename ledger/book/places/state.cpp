#include "book/places/state.hpp"

#include <algorithm>

#include "book/rules.hpp"

namespace choqr::book {

std::string upper_case(std::string_view ascii) {
    std::string upper{ascii};
    for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return upper;
}

std::vector<HeldAccount> accounts_held(const merchants::Stall& stall) {
    std::vector<HeldAccount> held;
    for (const auto& account : stall.accounts) {
        HeldAccount one{upper_case(account.number.text()), account.bin};
        if (std::ranges::find(held, one) == held.end()) held.push_back(std::move(one));
    }
    return held;
}

namespace {

template <class T>
void insert_sorted(std::vector<T>& into, const T& one) {
    const auto place = std::ranges::lower_bound(into, one);
    if (place == into.end() || *place != one) into.insert(place, one);
}

template <class T>
void erase_sorted(std::vector<T>& from, const T& one) {
    const auto place = std::ranges::lower_bound(from, one);
    if (place != from.end() && *place == one) from.erase(place);
}

}  // namespace

const StallEntry* Places::stall(StallId id) const {
    const auto found = stalls.find(id);
    return found == stalls.end() ? nullptr : &found->second;
}

std::optional<VendorId> Places::vendor_of(std::optional<StallId> id) const {
    const auto* entry = id ? stall(*id) : nullptr;
    if (!entry || !entry->stall.vendor) return std::nullopt;
    return entry->stall.vendor->id;
}

void Places::hold(const HeldAccount& account, StallEntry& stall) {
    const Holders::Holder holder{stall.stall.id, account.bin};
    auto& there = holders[account.number];
    insert_sorted(there.current, holder);
    std::erase_if(stall.former, [&](const FormerAccount& former) {
        if (former.account != account) return false;
        erase_sorted(there.given_up, {former.given_up_at, holder});
        return true;
    });
}

void Places::let_go(const HeldAccount& account, StallEntry& stall, Instant at) {
    const Holders::Holder holder{stall.stall.id, account.bin};
    auto& there = holders[account.number];
    erase_sorted(there.current, holder);
    insert_sorted(there.given_up, {at, holder});
    stall.former.push_back({account, at});
    const auto outlived = [&](const FormerAccount& former) {
        // Kept as long as any setting could ask for it: what a market watches may be changed at any time.
        return stall.former.size() > former_accounts_max ||
               at - former.given_up_at > merchants::Market::watch_period_max;
    };
    while (outlived(stall.former.front())) {
        const auto& [oldest, given_up_at] = stall.former.front();
        const auto found = holders.find(oldest.number);
        erase_sorted(found->second.given_up, {given_up_at, {stall.stall.id, oldest.bin}});
        if (found->second.empty()) holders.erase(found);
        stall.former.erase(stall.former.begin());
    }
}

void Places::hold_closed(StallEntry& stall) {
    for (const auto& account : accounts_held(stall.stall)) {
        auto& there = holders[account.number];
        erase_sorted(there.current, {stall.stall.id, account.bin});
        insert_sorted(there.closed, {stall.stall.id, account.bin});
    }
}

void Places::remember_holders(const StallEntry& entry) {
    const auto id = entry.stall.id;
    for (const auto& account : accounts_held(entry.stall)) {
        auto& there = holders[account.number];
        insert_sorted(is_closed(entry) ? there.closed : there.current, {id, account.bin});
    }
    for (const auto& [account, at] : entry.former)
        insert_sorted(holders[account.number].given_up, {at, {id, account.bin}});
}

void Places::remember_closed(Instant at, const merchants::Stall& stall) {
    closed_by_number[{stall.market, stall.code}].emplace_back(at, stall.id);
}

const StallEntry* Places::predecessor(MarketId market, const std::string& number, Instant now) const {
    const auto found = closed_by_number.find({market, number});
    if (found == closed_by_number.end()) return nullptr;
    const StallEntry* follower = nullptr;
    for (auto one = found->second.rbegin(); one != found->second.rend(); ++one) {
        const auto& [at, id] = *one;
        if (now - at > closed_codes_kept) break;
        const auto& entry = stalls.at(id);
        if (entry.stall.stand.version > 0) return &entry;
        if (entry.follows && !follower) follower = &entry;
    }
    return follower;
}

void Places::give_back_code(StallEntry& entry) {
    if (entry.used || entry.code_given_back) return;
    entry.code_given_back = true;
    const auto number = entry.stall.transfer_code.number();
    stall_by_code.erase(number);
    free_stall_numbers.insert(number);
}

void Places::let_go_of_old_stalls(Instant now) {
    while (!closed_stalls.empty() && now - closed_stalls.front().first > closed_codes_kept) {
        auto& entry = must_have(stalls, closed_stalls.front().second);
        closed_stalls.pop_front();
        const auto number = closed_by_number.find({entry.stall.market, entry.stall.code});
        number->second.pop_front();
        if (number->second.empty()) closed_by_number.erase(number);
        --must_have(market_stalls, entry.stall.market).closed_lately;
        give_back_code(entry);
    }
}

}  // namespace choqr::book
