#include "book/transfers/registry.hpp"

#include <algorithm>
#include <ranges>

namespace choqr::book {

StateRegistry::StateRegistry(const Book::State& state, Instant now)
    : places_{state.places}, requests_{state.requests}, now_{now} {}

const merchants::Stall* StateRegistry::stall(StallId id) const {
    const auto* entry = places_.stall(id);
    return entry ? &entry->stall : nullptr;
}

const merchants::Stall* StateRegistry::stall_by_code(merchants::StallCode code) const {
    const auto found = places_.stall_by_code.find(code.number());
    return found == places_.stall_by_code.end() ? nullptr : stall(found->second);
}

const merchants::PaymentRequest* StateRegistry::request_by_code(merchants::RequestCode code) const {
    const auto id = requests_.request_by_code.find(code.number());
    if (id == requests_.request_by_code.end()) return nullptr;
    const auto found = requests_.requests.find(id->second);
    return found == requests_.requests.end() ? nullptr : &found->second.request;
}

std::string_view StateRegistry::market_code(MarketId id) const { return places_.markets.at(id).code; }

bool StateRegistry::counts(const merchants::Stall& stall, Instant at) const {
    return now_ - at <= places_.markets.at(stall.market).watch_period;
}

std::vector<StallId> StateRegistry::stalls_by_account(std::optional<Bin> bin,
                                                      const AccountNumber& number) const {
    std::vector<StallId> stalls;
    const auto found = places_.holders.find(upper_case(number.text()));
    if (found == places_.holders.end()) return stalls;
    const auto& [current, closed, given_up] = found->second;
    const auto several = [&](const Holders::Holder& holder) {
        if ((!bin || *bin == holder.second) && std::ranges::find(stalls, holder.first) == stalls.end())
            stalls.push_back(holder.first);
        return stalls.size() > 1;
    };
    if (std::ranges::any_of(current, several)) return stalls;
    const auto newest_first = given_up | std::views::reverse | std::views::take(given_up_asked_max);
    const auto counts_too = [&](const Holders::GivenUp& one) {
        const auto* by = stall(one.by.first);
        return by->status != merchants::StallStatus::closed && counts(*by, one.at) && several(one.by);
    };
    if (std::ranges::any_of(newest_first, counts_too) || !stalls.empty()) return stalls;
    static_cast<void>(std::ranges::any_of(closed, several));
    return stalls;
}

bool StateRegistry::receives(StallId id, std::optional<Bin> bin, const AccountNumber& number) const {
    const auto* entry = places_.stall(id);
    if (!entry) return false;
    const auto upper = upper_case(number.text());
    const auto same = [&](const HeldAccount& account) {
        return account.number == upper && (!bin || *bin == account.bin);
    };
    if (std::ranges::any_of(accounts_held(entry->stall), same)) return true;
    return std::ranges::any_of(entry->former, [&](const FormerAccount& former) {
        return same(former.account) && counts(entry->stall, former.given_up_at);
    });
}

}  // namespace choqr::book
