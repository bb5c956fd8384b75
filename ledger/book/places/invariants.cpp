#include <algorithm>
#include <map>

#include "book/invariants.hpp"
#include "book/state.hpp"

namespace choqr::book {
namespace {

using Broken = std::optional<std::string>;

Broken a_stall_has_its_own_code(const Book::State& state) {
    const auto count = [&](auto which) {
        return static_cast<std::size_t>(
            std::ranges::count_if(state.places.stalls, [&](const auto& one) { return which(one.second); }));
    };
    const auto with_code = count([](const StallEntry& entry) { return !entry.code_given_back; });
    const auto there =
        count([](const StallEntry& entry) { return entry.stall.status != merchants::StallStatus::closed; });
    if (state.places.stall_by_code.size() != with_code || state.places.stall_by_number.size() != there)
        return "of " + std::to_string(with_code) + " stalls with codes and " + std::to_string(there) +
               " with numbers, " + std::to_string(state.places.stall_by_code.size()) + " and " +
               std::to_string(state.places.stall_by_number.size()) + " are found";
    for (const auto number : state.places.free_stall_numbers)
        if (state.places.stall_by_code.contains(number) || number >= state.places.next_stall_number)
            return "code " + std::to_string(number) + " is free, but is somebody's or nobody's yet";
    for (const auto& [id, entry] : state.places.stalls) {
        if (entry.code_given_back) continue;
        const auto code = state.places.stall_by_code.find(entry.stall.transfer_code.number());
        if (code == state.places.stall_by_code.end() || code->second != id)
            return id.text() + " is not found by its code";
    }
    return std::nullopt;
}

Broken a_market_counts_its_stalls(const Book::State& state) {
    std::map<MarketId, MarketStalls> counted;
    for (const auto& [id, entry] : state.places.stalls)
        counted[entry.stall.market].there += is_closed(entry) ? 0u : 1u;
    for (const auto& [at, id] : state.places.closed_stalls)
        ++counted[state.places.stalls.at(id).stall.market].closed_lately;
    for (const auto& [id, stalls] : state.places.market_stalls)
        if (stalls.there != counted[id].there || stalls.closed_lately != counted[id].closed_lately)
            return id.text() + " counts " + std::to_string(stalls.there) + " stalls, but has " +
                   std::to_string(counted[id].there);
    return std::nullopt;
}

Broken a_closed_stall_is_found_by_its_number(const Book::State& state) {
    Places made;
    for (const auto& [at, id] : state.places.closed_stalls)
        made.remember_closed(at, state.places.stalls.at(id).stall);
    if (made.closed_by_number == state.places.closed_by_number) return std::nullopt;
    return std::to_string(made.closed_by_number.size()) + " numbers of closed stalls, but " +
           std::to_string(state.places.closed_by_number.size()) + " are found";
}

/// As a start from a snapshot makes the index.
Broken an_account_is_found_by_its_number(const Book::State& state) {
    Places made;
    for (const auto& [id, entry] : state.places.stalls) made.remember_holders(entry);
    std::erase_if(made.holders, [](const auto& one) { return one.second.empty(); });
    std::size_t found = 0;
    for (const auto& [number, holders] : state.places.holders) {
        if (holders.empty()) continue;
        ++found;
        const auto same = made.holders.find(number);
        if (same == made.holders.end() || same->second.current != holders.current ||
            same->second.closed != holders.closed || same->second.given_up != holders.given_up)
            return "account " + number + " is found at other stalls than have it";
    }
    if (found != made.holders.size())
        return std::to_string(made.holders.size()) + " accounts, but " + std::to_string(found) + " are found";
    return std::nullopt;
}

Broken a_stand_was_due_before_it_was_printed(const Book::State& state) {
    for (const auto& [id, entry] : state.places.stalls) {
        const auto& stand = entry.stall.stand;
        if (stand.printed > stand.version) return id.text() + " has printed what it never had";
        if (stand.account_version > stand.version || (entry.stall.registered() && stand.account_version == 0))
            return id.text() + " has stand " + std::to_string(stand.version) + " of account " +
                   std::to_string(stand.account_version);
    }
    return std::nullopt;
}

constexpr Invariant all[] = {
    {"a stall has a code of its own", a_stall_has_its_own_code},
    {"a market counts its stalls", a_market_counts_its_stalls},
    {"a closed stall is found by its number", a_closed_stall_is_found_by_its_number},
    {"an account is found by its number", an_account_is_found_by_its_number},
    {"a stand is due before it is printed", a_stand_was_due_before_it_was_printed},
};

}  // namespace

std::span<const Invariant> place_invariants() { return all; }

}  // namespace choqr::book
