#include <algorithm>

#include "book/rules.hpp"
#include "book/transfers/bank_entry.hpp"

namespace choqr::book {
namespace {

using merchants::RequestChange;

Day local_day(Instant instant) { return business_day(instant, std::chrono::minutes{0}); }

class TransferApplier {
public:
    explicit TransferApplier(const Applying& at) : state_{at.state}, event_{at.event} {}

    void apply(const TransferReceived& e) {
        auto transfer = transfer_of(e);
        days_changed(e);
        count(e, transfer);
        if (e.match.stall) must_have(state_.places.stalls, *e.match.stall).used = true;
        add(ReferenceKey{e.feed, e.notice.reference}.text(), transfer);
        state_.transfers.index(transfer);
        if (e.reverses)
            take_back(e);
        else if (e.notice.reversal_of && !e.trial)
            wait_for_original(e);
        if (e.reversed_by) settle_pending(ReferenceKey{e.feed, e.notice.reference}, *e.reversed_by);
        if (e.status == TransferStatus::matched && e.match.request)
            money(*e.match.request, RequestChange::money_arrived, e.notice.amount);
    }

    void apply(const TransferAssigned& e) {
        stand_at(e.transfer, e.stall);
        state_.transfers.settle_claim(e.transfer, event_.recorded_at);
        if (e.from) days_changed_at(*e.from);
    }

    void apply(const TransferClaimed& e) {
        stand_at(e.transfer, e.stall);
        state_.transfers.claim(e.transfer, e.stall, event_.sequence, event_.recorded_at);
    }

    /// The money stays as it is, and need not be held: only that this reference tells of it is new.
    void apply(const EvidenceSeen& e) {
        const TransferId id{event_.sequence};
        const bool in = e.notice.direction == merchants::Direction::credit;
        const Transfer evidence{.id = id,
                                .status = in ? TransferStatus::matched : TransferStatus::outgoing,
                                .amount = e.notice.amount,
                                .stall = {},
                                .request = {},
                                .changed_at = event_.sequence,
                                .evidence = {e.transfer, e.digest, e.owner}};
        put(ReferenceKey{e.feed, e.notice.reference}.text(), evidence);
        state_.transfers.index(evidence);
        if (e.reversed_by) take_back(e);
    }

private:
    void stand_at(TransferId id, StallId stall) {
        auto& transfer = must_have(state_.transfers.table, id);
        transfer.stall = stall;
        change(transfer, TransferStatus::assigned);
        must_have(state_.places.stalls, stall).used = true;
        if (transfer.trial) return;
        days_changed_at(stall);
        state_.days.all_unmatched_changed(event_.sequence);
    }
    void days_changed_at(StallId stall) {
        state_.days.all_changed(must_have(state_.places.stalls, stall).stall.market, event_.sequence);
    }

    /// Which days' totals are no longer right. A reversal may concern any day: the book need not know the
    /// original's.
    void days_changed(const TransferReceived& e) {
        if (e.reversed_by) state_.days.all_unmatched_changed(event_.sequence);
        if (e.trial) return;
        const auto counts_at = book::counts_at(e, event_.recorded_at);
        if (e.status == TransferStatus::unmatched)
            for (auto& [cutoff, changes] : state_.days.unmatched)
                changes.changed(business_day(counts_at, cutoff), event_.sequence);
        if (e.reverses) return days_changed_by_reversal(e.match.stall);
        if (!e.match.stall) return;
        const auto market = must_have(state_.places.stalls, *e.match.stall).stall.market;
        const auto cutoff = must_have(state_.places.markets, market).business_day_cutoff;
        must_have(state_.days.markets, market)
            .changes.changed(business_day(counts_at, cutoff), event_.sequence);
    }

    void days_changed_by_reversal(std::optional<StallId> stall) {
        state_.days.all_unmatched_changed(event_.sequence);
        if (stall) days_changed_at(*stall);
    }

    void money(PaymentRequestId id, RequestChange kind, Vnd amount) {
        state_.requests.money(id, kind, amount, event_.sequence, event_.recorded_at, state_.places);
    }

    Transfer transfer_of(const TransferReceived& e) const {
        // Whoever may not speak of an account is nobody whose telling another feed's could be held against.
        const bool speaks = e.match.basis != merchants::MatchBasis::none_outside_feed;
        const auto booking = speaks ? Booking{e.notice} : Booking{};
        return {.id = e.id,
                .status = e.status,
                .amount = e.notice.amount,
                .stall = e.match.stall,
                .request = e.match.request,
                .changed_at = event_.sequence,
                .account_day = 0,
                .booking = booking.key(),
                .entry = booking.entry(),
                .trial = e.trial,
                .by_bank = e.trial_of.has_value(),
                .by_line = booking.key() != 0 && e.kind == EvidenceKind::statement_line,
                .evidence = {e.id, e.digest, e.owner}};
    }

    void add(std::string_view key, const Transfer& transfer) {
        put(key, transfer);
        state_.transfers.is_transfer.add(Sequence{transfer.id.value()});
    }
    void put(std::string_view key, const Transfer& transfer) {
        const auto* const added = state_.transfers.table.add(key, transfer);
        CHOQR_ASSERT(added, "a provider's reference is recorded once");
        state_.transfers.letting_go.emplace_back(event_.sequence, transfer.id);
    }

    void change(Transfer& transfer, TransferStatus status) {
        transfer.status = status;
        transfer.changed_at = event_.sequence;
        state_.transfers.letting_go.emplace_back(event_.sequence, transfer.id);
    }

    /// Credits only: what is outgoing from the start was never received, and a trial is no money.
    void count(const TransferReceived& e, Transfer& transfer) {
        if (e.status == TransferStatus::outgoing || e.trial) return;
        const bool as_booked = transfer.booking != 0 && !e.counts_when_recorded;
        transfer.account_day =
            as_booked ? transfer.booking : key_of_account_day(AccountText{e.notice}.text(), day_of(e));
        auto& totals = state_.transfers.account_days[transfer.account_day];
        if (totals.account.empty()) {
            totals.account = AccountText{e.notice}.text();
            totals.day = day_of(e);
        }
        ++totals.transfers;
        totals.received += e.notice.amount.dong();
        if (e.status == TransferStatus::reversed) totals.reversed += e.notice.amount.dong();
    }

    Day day_of(const TransferReceived& e) const { return local_day(counts_at(e, event_.recorded_at)); }

    AccountDay* totals_of(const Transfer& transfer) {
        const auto found = state_.transfers.account_days.find(transfer.account_day);
        return found == state_.transfers.account_days.end() ? nullptr : &found->second;
    }

    void take_back(const TransferReceived& e) {
        take_back({.id = *e.reverses,
                   .status = TransferStatus::reversed,
                   .amount = e.notice.amount,
                   .stall = e.match.stall,
                   .request = e.match.request,
                   .changed_at = event_.sequence,
                   .trial = e.trial,
                   .evidence = {*e.reverses, {}, e.owner}});
    }
    /// The reversal was here before this feed told of what it takes back.
    void take_back(const EvidenceSeen& e) {
        days_changed_by_reversal(e.stall);
        take_back({.id = e.transfer,
                   .status = TransferStatus::reversed,
                   .amount = e.notice.amount,
                   .stall = e.stall,
                   .request = e.request,
                   .changed_at = event_.sequence,
                   .evidence = {e.transfer, {}, e.owner}});
        settle_pending(ReferenceKey{e.feed, e.notice.reference}, *e.reversed_by);
    }
    void take_back(const Transfer& as_taken_back) {
        state_.transfers.claims.by_transfer.erase(as_taken_back.id);
        if (auto* const original = state_.transfers.table.find(as_taken_back.id)) {
            if (auto* const totals = totals_of(*original)) totals->reversed += original->amount.dong();
            change(*original, TransferStatus::reversed);
        } else {
            bring_back(as_taken_back);
        }
        if (as_taken_back.request)
            money(*as_taken_back.request, RequestChange::money_reversed, as_taken_back.amount);
    }

    /// Into memory, since the reports may not know of the reversal when the next copy asks. Under a key that
    /// no reference has: the one by which it was taken back may have told of it in addition, and then its
    /// record is not the transfer's. Whoever asks is led here by the transfer's id.
    void bring_back(const Transfer& transfer) { add(transfer.id.text(), transfer); }

    void wait_for_original(const TransferReceived& e) {
        auto& transfers = state_.transfers;
        const ReferenceKey reference{e.feed, *e.notice.reversal_of};
        if (transfers.table.find(reference.text())) return;
        const std::string key{reference.text()};
        if (!transfers.pending_reversals.emplace(key, PendingReversal{e.id, e.notice.amount}).second) return;
        if (const auto gone = transfers.pending_shares.add(e.feed.text(), key))
            transfers.pending_reversals.erase(*gone);
    }

    void settle_pending(const ReferenceKey& original, TransferId by) {
        auto& transfers = state_.transfers;
        transfers.pending_reversals.erase(std::string{original.text()});
        auto* const reversal = transfers.table.find(by);
        if (!reversal || reversal->status != TransferStatus::unmatched) return;
        // It looked like money received; now we know that it went back.
        if (auto* const totals = totals_of(*reversal)) {
            totals->received -= reversal->amount.dong();
            --totals->transfers;
        }
        reversal->account_day = 0;
        change(*reversal, TransferStatus::outgoing);
    }

    Book::State& state_;
    const RecordedEvent& event_;
};

}  // namespace

void apply(const TransferReceived& e, const Applying& at) { TransferApplier{at}.apply(e); }
void apply(const TransferAssigned& e, const Applying& at) { TransferApplier{at}.apply(e); }
void apply(const TransferClaimed& e, const Applying& at) { TransferApplier{at}.apply(e); }
void apply(const EvidenceSeen& e, const Applying& at) { TransferApplier{at}.apply(e); }

void apply(const NoticeConflicted& e, const Applying& at) {
    auto& conflicts = at.state.transfers.conflicts;
    conflicts[e.recorded].push_back({e.notice_digest, e.owner});
    const auto gone = at.state.transfers.conflict_shares.add(e.feed.text(), e.recorded);
    if (!gone) return;
    auto& oldest = must_have(conflicts, *gone);
    oldest.erase(oldest.begin());
    if (oldest.empty()) conflicts.erase(*gone);
}

void apply(const LedgerMarkedTrial&, const Applying& at) {
    CHOQR_ASSERT(at.event.sequence == Sequence{}, "only a ledger that holds nothing is marked as a trial");
    at.state.transfers.is_trial_ledger = true;
}

void Transfers::index(const Transfer& transfer) {
    if (transfer.is_further()) further[transfer.evidence.of].push_back(transfer.id);
    if (transfer.by_line) lines[key_of_line(transfer.booking, transfer.amount)].push_back(transfer.id);
}

bool Transfers::was_told_by(const FeedId& feed, std::string_view key, TransferId id) const {
    const auto is_of_feed = [&](std::string_view one) {
        return one.size() > feed.text().size() && one.starts_with(feed.text()) &&
               one[feed.text().size()] == 0;
    };
    if (is_of_feed(key)) return true;
    const auto told_too = further.find(id);
    return told_too != further.end() && std::ranges::any_of(told_too->second, [&](TransferId one) {
               return is_of_feed(table.key_of(one));
           });
}

void Transfers::erase(VendorId vendor) {
    table.each([&](std::string_view, Transfer& transfer) {
        if (transfer.evidence.owner == vendor) transfer.evidence.digest = Hash{};
    });
    for (auto& [transfer, several] : conflicts)
        for (auto& conflict : several)
            if (conflict.owner == vendor) conflict.digest = Hash{};
}

}  // namespace choqr::book
