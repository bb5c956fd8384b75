#include "book/invariants.hpp"

#include <algorithm>
#include <map>

#include "book/state.hpp"
#include "merchants/payment_request.hpp"

namespace choqr::book {
namespace {

using merchants::PaymentRequestStatus;
using Broken = std::optional<std::string>;

std::string dong(std::int64_t amount) { return std::to_string(amount) + " dong"; }

bool is_posted(TransferStatus status) {
    return status == TransferStatus::matched || status == TransferStatus::unmatched || status == TransferStatus::assigned;
}

/// What stands on the transfers themselves, against what was counted event by event.
Broken money_is_conserved(const Book::State& state) {
    std::unordered_map<std::uint64_t, std::int64_t> posted;
    state.transfers.each([&](std::string_view, const Transfer& transfer) {
        if (transfer.account_day != 0 && is_posted(transfer.status)) posted[transfer.account_day] += transfer.amount.dong();
    });
    for (const auto& [key, day] : state.account_days) {
        if (day.forgotten != 0) continue;  // Part of the day is no longer in memory; the reports hold it.
        const auto found = posted.find(key);
        const auto sum = found == posted.end() ? 0 : found->second;
        if (sum != day.received - day.reversed)
            return "account " + day.account + " on " + format_day(day.day) + ": posted " + dong(sum) + ", but received " +
                   dong(day.received) + " and reversed " + dong(day.reversed);
    }
    return std::nullopt;
}

Broken a_reference_is_one_transfer(const Book::State& state) {
    Broken broken;
    std::size_t found = 0;
    state.transfers.each([&](std::string_view key, const Transfer& transfer) {
        ++found;
        if (state.transfers.find(key) != &transfer || state.transfers.find(transfer.id) != &transfer)
            broken = "transfer " + transfer.id.text() + " does not stand under its own reference";
        if (!state.was_transfer(transfer.id)) broken = transfer.id.text() + " is held, but was never received";
    });
    if (found != state.transfers.size()) return std::to_string(state.transfers.size()) + " transfers, but " + std::to_string(found) + " are found";
    return broken;
}

Broken a_stall_has_its_own_code(const Book::State& state) {
    const auto count = [&](auto which) {
        return static_cast<std::size_t>(
            std::ranges::count_if(state.stalls, [&](const auto& one) { return which(one.second); }));
    };
    const auto with_code = count([](const StallEntry& entry) { return !entry.code_given_back; });
    const auto there =
        count([](const StallEntry& entry) { return entry.stall.status != merchants::StallStatus::closed; });
    if (state.stall_by_code.size() != with_code || state.stall_by_number.size() != there)
        return "of " + std::to_string(with_code) + " stalls with codes and " + std::to_string(there) +
               " with numbers, " + std::to_string(state.stall_by_code.size()) + " and " +
               std::to_string(state.stall_by_number.size()) + " are found";
    for (const auto number : state.free_stall_numbers)
        if (state.stall_by_code.contains(number) || number >= state.next_stall_number)
            return "code " + std::to_string(number) + " is free, but is somebody's or nobody's yet";
    for (const auto& [id, entry] : state.stalls) {
        if (entry.code_given_back) continue;
        const auto code = state.stall_by_code.find(entry.stall.transfer_code.number());
        if (code == state.stall_by_code.end() || code->second != id) return id.text() + " is not found by its code";
    }
    return std::nullopt;
}

Broken a_stall_counts_its_requests(const Book::State& state) {
    struct Counted {
        std::uint32_t open = 0, held = 0;
    };
    std::unordered_map<StallId, Counted> counted;
    for (const auto& [id, entry] : state.requests) {
        auto& one = counted[entry.request.stall];
        one.open += waits(entry.request) ? 1u : 0u;
        ++one.held;
    }
    for (const auto& [id, entry] : state.stalls)
        if (entry.requests_open != counted[id].open || entry.requests_held != counted[id].held)
            return id.text() + " counts " + std::to_string(entry.requests_open) + " open requests of " +
                   std::to_string(entry.requests_held) + ", but has " + std::to_string(counted[id].open) +
                   " of " + std::to_string(counted[id].held);
    return std::nullopt;
}

Broken a_market_counts_its_stalls(const Book::State& state) {
    std::map<MarketId, MarketStalls> counted;
    for (const auto& [id, entry] : state.stalls)
        counted[entry.stall.market].there += entry.stall.status == merchants::StallStatus::closed ? 0 : 1;
    for (const auto& [at, id] : state.closed_stalls)
        ++counted[state.stalls.at(id).stall.market].closed_lately;
    for (const auto& [id, stalls] : state.market_stalls)
        if (stalls.there != counted[id].there || stalls.closed_lately != counted[id].closed_lately)
            return id.text() + " counts " + std::to_string(stalls.there) + " stalls, but has " +
                   std::to_string(counted[id].there);
    return std::nullopt;
}

/// As a start from a snapshot makes the index.
Broken an_account_is_found_by_its_number(const Book::State& state) {
    Book::State made;
    for (const auto& [id, entry] : state.stalls) made.remember_holders(entry);
    std::erase_if(made.holders, [](const auto& one) { return one.second.empty(); });
    std::size_t found = 0;
    for (const auto& [number, holders] : state.holders) {
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
    for (const auto& [id, entry] : state.stalls) {
        const auto& stand = entry.stall.stand;
        if (stand.printed > stand.version) return id.text() + " has printed what it never had";
        if (stand.account_version > stand.version || (entry.stall.registered() && stand.account_version == 0))
            return id.text() + " has stand " + std::to_string(stand.version) + " of account " + std::to_string(stand.account_version);
    }
    return std::nullopt;
}

Broken a_request_has_its_own_code(const Book::State& state) {
    if (state.request_by_code.size() != state.requests.size())
        return std::to_string(state.requests.size()) + " requests, but " + std::to_string(state.request_by_code.size()) + " codes";
    for (const auto& [id, entry] : state.requests) {
        const auto code = state.request_by_code.find(entry.request.reference_code.number());
        if (code == state.request_by_code.end() || code->second != id) return id.text() + " is not found by its code";
    }
    return std::nullopt;
}

Broken a_request_counts_its_transfers(const Book::State& state) {
    std::unordered_map<PaymentRequestId, std::int64_t> matched;
    state.transfers.each([&](std::string_view, const Transfer& transfer) {
        if (transfer.request && transfer.status == TransferStatus::matched) matched[*transfer.request] += transfer.amount.dong();
    });
    for (const auto& [id, sum] : matched) {
        const auto found = state.requests.find(id);
        if (found != state.requests.end() && found->second.request.received.dong() < sum)
            return id.text() + " has received " + dong(found->second.request.received.dong()) + ", but its transfers are " + dong(sum);
    }
    if (state.forgotten.memory() != 0) return std::nullopt;  // Older transfers may be part of a sum.
    for (const auto& [id, entry] : state.requests) {
        const auto found = matched.find(id);
        const auto sum = found == matched.end() ? 0 : found->second;
        if (entry.request.received.dong() != sum)
            return id.text() + " has received " + dong(entry.request.received.dong()) + ", but its transfers are " + dong(sum);
    }
    return std::nullopt;
}

Broken a_request_has_the_status_of_its_money(const Book::State& state) {
    for (const auto& [id, entry] : state.requests) {
        const auto& request = entry.request;
        const bool ended = request.status == PaymentRequestStatus::expired || request.status == PaymentRequestStatus::cancelled;
        if (ended && request.received.dong() != 0) return id.text() + " has ended, but holds " + dong(request.received.dong());
        if (!ended && request.status != merchants::status_by_money(request.amount, request.received))
            return id.text() + " has received " + dong(request.received.dong()) + " of " + dong(request.amount.dong()) + ", but is " +
                   std::string{name_of(request.status)};
    }
    return std::nullopt;
}

Broken what_is_matched_has_a_stall(const Book::State& state) {
    Broken broken;
    state.transfers.each([&](std::string_view, const Transfer& transfer) {
        const bool at_a_stall = transfer.status == TransferStatus::matched || transfer.status == TransferStatus::assigned;
        if (at_a_stall && (!transfer.stall || !state.stalls.contains(*transfer.stall)))
            broken = transfer.id.text() + " is " + std::string{name_of(transfer.status)} + ", but to no stall";
        if (transfer.status == TransferStatus::unmatched && transfer.stall)
            broken = transfer.id.text() + " is unmatched, but stands at " + transfer.stall->text();
    });
    return broken;
}

Broken a_trial_counts_nowhere(const Book::State& state) {
    Broken broken;
    state.transfers.each([&](std::string_view, const Transfer& transfer) {
        if (!transfer.trial) return;
        if (state.is_trial)
            broken = transfer.id.text() + " is a trial within a trial ledger, where everything counts";
        if (transfer.account_day != 0)
            broken = transfer.id.text() + " is a trial, but stands among its account's money";
        if (transfer.request)
            broken = transfer.id.text() + " is a trial, but pays " + transfer.request->text();
    });
    return broken;
}

Broken what_waits_for_expiry_is_open(const Book::State& state) {
    for (const auto& [due, id] : state.expiries) {
        const auto found = state.requests.find(id);
        if (found == state.requests.end() || found->second.request.status != PaymentRequestStatus::open)
            return id.text() + " waits for its expiry, but is not open";
    }
    return std::nullopt;
}

constexpr Invariant all[] = {
    {"money is conserved", money_is_conserved},
    {"a provider's reference is one transfer", a_reference_is_one_transfer},
    {"what is matched has a stall", what_is_matched_has_a_stall},
    {"a stall has a code of its own", a_stall_has_its_own_code},
    {"a stall counts its requests", a_stall_counts_its_requests},
    {"a market counts its stalls", a_market_counts_its_stalls},
    {"an account is found by its number", an_account_is_found_by_its_number},
    {"a stand is due before it is printed", a_stand_was_due_before_it_was_printed},
    {"a payment request has a code of its own", a_request_has_its_own_code},
    {"a payment request counts its transfers", a_request_counts_its_transfers},
    {"a payment request has the status of its money", a_request_has_the_status_of_its_money},
    {"a trial counts nowhere", a_trial_counts_nowhere},
    {"what waits for its expiry is open", what_waits_for_expiry_is_open},
};

}  // namespace

std::span<const Invariant> invariants() { return all; }

std::vector<std::string> Book::broken_invariants() const {
    std::vector<std::string> sentences;
    for (const auto& invariant : invariants())
        if (auto sentence = invariant.broken(*state_)) sentences.push_back(std::string{invariant.name} + ": " + *sentence);
    return sentences;
}

}  // namespace choqr::book
