#include "book/transfers/claims.hpp"

#include <algorithm>

#include "base/plant.hpp"
#include "book/rules.hpp"
#include "book/transfers/named.hpp"
#include "book/transfers/registry.hpp"

namespace choqr::book {
namespace {

// A day more than a transfer can be claimed for: its moment may lie a little ahead of its record.
constexpr auto claims_kept = ClaimTransfer::claimable_for + std::chrono::days{1};

std::optional<Sequence> said_before(const Claim& claim, StallId stall) {
    if (claim.stall == stall) return claim.at;
    const auto& others = claim.disputed_by;
    const auto found = std::ranges::find(others, stall, [](const auto& one) { return one.first; });
    return found == others.end() ? std::nullopt : std::optional{found->second};
}

/// Whether there is such a transfer is for those alone on whose account it came.
bool is_theirs(const std::optional<NamedTransfer>& transfer, StallId stall, const Deciding& at) {
    return transfer && (landed_at(transfer->received.notice, stall, StateRegistry{at.state, at.now}) ||
                        planted("anybody_claims"));
}

Decision record_claim(const Deciding& at, Event event) {
    auto decision = record(at, std::move(event));
    decision.outcome = Recorded{at.next, TransferStatus::assigned};
    return decision;
}

}  // namespace

bool may_be_claimed(const TransferReceived& transfer) {
    using enum merchants::MatchBasis;
    constexpr merchants::MatchBasis only_whose_is_unknown[] = {none_no_clue,        none_shared_account,
                                                               none_several_codes,  none_contradiction,
                                                               none_request_closed, none_stall_closed};
    return transfer.status == TransferStatus::unmatched && !transfer.trial && !transfer.notice.reversal_of &&
           std::ranges::find(only_whose_is_unknown, transfer.match.basis) != std::end(only_whose_is_unknown);
}

const Claim* Claims::find(TransferId transfer) const {
    const auto found = by_transfer.find(transfer);
    return found == by_transfer.end() ? nullptr : &found->second;
}

Decision decide(ClaimTransfer&& asked, const Deciding& at) {
    const auto* entry = at.state.places.stall(asked.stall);
    if (!entry) return no(Refusal::stall_not_found);
    const auto transfer = named(at, asked.transfer);
    if (!is_theirs(transfer, asked.stall, at)) return no(Refusal::transfer_not_found);
    if (is_closed(*entry)) return no(Refusal::stall_closed);
    if (transfer->received.trial) return no(Refusal::transfer_is_trial);
    const auto* claim = at.state.transfers.claims.find(asked.transfer);
    const auto before = claim ? said_before(*claim, asked.stall) : std::nullopt;
    if (before && (transfer->stall == asked.stall || !claim->is_decided))
        return {{}, Exists{*before, TransferStatus::assigned}};
    const bool may_be_disputed = claim && !claim->is_decided;
    const bool is_free = transfer->status == TransferStatus::unmatched && may_be_claimed(transfer->received);
    if (!is_free && !may_be_disputed) return no(Refusal::transfer_not_claimable);
    if (at.now - transfer->counts_at > ClaimTransfer::claimable_for) return no(Refusal::claim_too_late);
    if (is_free) return record_claim(at, TransferClaimed{asked.transfer, asked.stall});
    return record_claim(at, TransferClaimDisputed{asked.transfer, asked.stall});
}

void apply(const TransferClaimDisputed& e, const Applying& at) {
    must_have(at.state.transfers.claims.by_transfer, e.transfer)
        .disputed_by.emplace_back(e.stall, at.event.sequence);
}

void Transfers::claim(TransferId id, StallId stall, Sequence at, Instant now) {
    claims.by_transfer.emplace(id, Claim{stall, at, {}});
    claims.oldest_first.emplace_back(now, id);
}

// It may have waited for longer than others are kept: from now on it is one of the newest.
void Transfers::settle_claim(TransferId id, Instant now) {
    const auto claim = claims.by_transfer.find(id);
    if (claim == claims.by_transfer.end()) return;
    claim->second.disputed_by.clear();
    claim->second.is_decided = true;
    claims.oldest_first.emplace_back(now, id);
}

// What waits for a person waits as long as it takes. Of the others the transfer may be forgotten from now on.
void Transfers::let_go_of_old_claims(Instant now, Sequence at) {
    auto& oldest = claims.oldest_first;
    while (!oldest.empty() && now - oldest.front().first > claims_kept) {
        const auto id = oldest.front().second;
        oldest.pop_front();
        const auto claim = claims.by_transfer.find(id);
        if (claim == claims.by_transfer.end() || claim->second.waits_for_a_person()) continue;
        claims.by_transfer.erase(claim);
        must_have(table, id).changed_at = at;
        letting_go.emplace_back(at, id);
    }
}

}  // namespace choqr::book
