#include "book/invariants.hpp"
#include "book/state.hpp"

namespace choqr::book {
namespace {

using Broken = std::optional<std::string>;

std::string dong(std::int64_t amount) { return std::to_string(amount) + " dong"; }

bool is_posted(TransferStatus status) {
    return status == TransferStatus::matched || status == TransferStatus::unmatched ||
           status == TransferStatus::assigned;
}

/// What stands on the transfers themselves, against what was counted event by event.
Broken money_is_conserved(const Book::State& state) {
    std::unordered_map<std::uint64_t, std::int64_t> posted;
    state.transfers.table.each([&](std::string_view, const Transfer& transfer) {
        if (transfer.account_day != 0 && is_posted(transfer.status))
            posted[transfer.account_day] += transfer.amount.dong();
    });
    for (const auto& [key, day] : state.transfers.account_days) {
        if (day.forgotten != 0) continue;  // Part of the day is no longer in memory; the reports hold it.
        const auto found = posted.find(key);
        const auto sum = found == posted.end() ? 0 : found->second;
        if (sum != day.received - day.reversed)
            return "account " + day.account + " on " + format_day(day.day) + ": posted " + dong(sum) +
                   ", but received " + dong(day.received) + " and reversed " + dong(day.reversed);
    }
    return std::nullopt;
}

Broken a_reference_is_one_transfer(const Book::State& state) {
    Broken broken;
    std::size_t found = 0;
    state.transfers.table.each([&](std::string_view key, const Transfer& transfer) {
        ++found;
        if (state.transfers.table.find(key) != &transfer ||
            state.transfers.table.find(transfer.id) != &transfer)
            broken = "transfer " + transfer.id.text() + " does not stand under its own reference";
        if (!state.transfers.was_transfer(transfer.evidence.of))
            broken = transfer.id.text() + " is held, but was never received";
        if (transfer.is_further() == state.transfers.was_transfer(transfer.id))
            broken = transfer.id.text() + " is a transfer and the evidence of another";
    });
    if (found != state.transfers.table.size())
        return std::to_string(state.transfers.table.size()) + " transfers, but " + std::to_string(found) +
               " are found";
    return broken;
}

Broken what_is_matched_has_a_stall(const Book::State& state) {
    Broken broken;
    state.transfers.table.each([&](std::string_view, const Transfer& transfer) {
        if (transfer.is_further()) return;
        const bool at_a_stall =
            transfer.status == TransferStatus::matched || transfer.status == TransferStatus::assigned;
        if (at_a_stall && (!transfer.stall || !state.places.stalls.contains(*transfer.stall)))
            broken =
                transfer.id.text() + " is " + std::string{name_of(transfer.status)} + ", but to no stall";
        if (transfer.status == TransferStatus::unmatched && transfer.stall)
            broken = transfer.id.text() + " is unmatched, but stands at " + transfer.stall->text();
    });
    return broken;
}

Broken a_trial_counts_nowhere(const Book::State& state) {
    Broken broken;
    state.transfers.table.each([&](std::string_view, const Transfer& transfer) {
        if (!transfer.trial) return;
        if (state.transfers.is_trial_ledger)
            broken = transfer.id.text() + " is a trial within a trial ledger, where everything counts";
        if (transfer.account_day != 0)
            broken = transfer.id.text() + " is a trial, but stands among its account's money";
        if (transfer.request)
            broken = transfer.id.text() + " is a trial, but pays " + transfer.request->text();
    });
    return broken;
}

/// Else it would be counted, or be found by its entry.
Broken further_evidence_is_no_money(const Book::State& state) {
    Broken broken;
    std::size_t held = 0, listed = 0;
    state.transfers.table.each([&](std::string_view, const Transfer& transfer) {
        if (!transfer.is_further()) return;
        ++held;
        if (transfer.account_day != 0 || transfer.entry != 0 || transfer.stall || transfer.request)
            broken = transfer.id.text() + " is evidence of " + transfer.evidence.of.text() + ", and counts";
    });
    for (const auto& [transfer, evidence] : state.transfers.further) listed += evidence.size();
    if (listed != held)
        return std::to_string(held) + " further evidences, but " + std::to_string(listed) + " are listed";
    return broken;
}

/// A transfer that several say is theirs counts once: where the first of them is.
Broken a_claim_is_of_money_at_its_stall(const Book::State& state) {
    for (const auto& [id, claim] : state.transfers.claims.by_transfer) {
        const auto* transfer = state.transfers.table.find(id);
        if (!transfer || transfer->status != TransferStatus::assigned)
            return id.text() + " is claimed, but stands at no stall";
        if (!claim.is_decided && transfer->stall != claim.stall)
            return id.text() + " stands elsewhere than at " + claim.stall.text() + ", which claimed it first";
        for (const auto& [stall, said_at] : claim.disputed_by)
            if (stall == claim.stall || said_at <= claim.at)
                return id.text() + " is disputed by whoever has it";
    }
    return std::nullopt;
}

constexpr Invariant all[] = {
    {"money is conserved", money_is_conserved},
    {"a provider's reference is one transfer", a_reference_is_one_transfer},
    {"what is matched has a stall", what_is_matched_has_a_stall},
    {"a trial counts nowhere", a_trial_counts_nowhere},
    {"further evidence is no money", further_evidence_is_no_money},
    {"a claimed transfer stands at the stall that claimed it first", a_claim_is_of_money_at_its_stall},
};

}  // namespace

std::span<const Invariant> transfer_invariants() { return all; }

}  // namespace choqr::book
