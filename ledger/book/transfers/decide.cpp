#include <algorithm>
#include <utility>

#include "base/plant.hpp"
#include "book/rules.hpp"
#include "book/transfers/named.hpp"
#include "book/transfers/registry.hpp"
#include "book/transfers/sameness.hpp"

namespace choqr::book {
namespace {

using merchants::Direction;
using merchants::MatchBasis;
using merchants::RequestChange;

// Providers send again for days and banks book ahead for none; clocks differ by minutes.
constexpr std::chrono::days believed_back{45};
constexpr std::chrono::minutes believed_ahead{10};

Transfer from_reports(const KnownTransfer& known) {
    return {.id = known.id,
            .status = known.status,
            .amount = known.amount,
            .stall = known.stall,
            .request = known.request,
            .changed_at = {},
            .account_day = 0,
            .entry = 0,
            .trial = known.trial,
            .by_bank = known.by_bank,
            .evidence = {known.id, known.notice_digest, known.owner}};
}

/// As the reports would tell it.
KnownTransfer as_known(const Transfer& transfer) {
    return {.id = transfer.id,
            .status = transfer.status,
            .notice_digest = transfer.evidence.digest,
            .amount = transfer.amount,
            .stall = transfer.stall,
            .request = transfer.request,
            .owner = transfer.evidence.owner,
            .trial = transfer.trial,
            .by_bank = transfer.by_bank};
}

/// A transfer that takes none back is outgoing exactly if it was a debit.
bool may_be(Direction direction, TransferStatus status) {
    return (direction == Direction::debit) == (status == TransferStatus::outgoing);
}

/// For what stands in the ledger under nobody's key, which no erasure destroys.
Hash digest_without_texts(merchants::TransferNotice notice) {
    notice.remittance_information.clear();
    notice.debtor.reset();
    return Book::digest(notice);
}

bool reversible(TransferStatus status) {
    return status == TransferStatus::matched || status == TransferStatus::assigned ||
           status == TransferStatus::unmatched;
}

void describe_outgoing(TransferReceived& event) {
    event.status = TransferStatus::outgoing;
    event.match.basis = MatchBasis::outgoing;
}

/// What else is known on the account at which a notice tells of money, in the book's memory and of what was
/// found for entry_lookups().
class Entries {
public:
    Entries(const RecordTransfer& asked, const Deciding& at) : asked_{asked}, at_{at} {
        for (const int days : days_around) transfers_.table.expect_entry(booking_.entry(days));
    }

    /// The constructor has asked for the memory that this looks at: some work in between costs nothing.
    void look() {
        if (!tells_of_an_entry(asked_) || planted("feeds_taken_apart")) return;
        weigh_same_reference();
        weigh_lines();
        if (asked_.kind == EvidenceKind::statement_line) weigh_recent();
        for (const auto& known : at_.known.entries) weigh_found(known);
    }

    /// The oldest that is the same.
    const std::optional<KnownTransfer>& same() const { return same_; }
    const std::optional<KnownTransfer>& perhaps() const { return perhaps_; }

private:
    void weigh(const KnownEntry& known) {
        const auto sameness = compare(asked_, known);
        if (sameness == Sameness::other) return;
        auto& best = sameness == Sameness::same ? same_ : perhaps_;
        if (!best || known.transfer.id < best->id) best = known.transfer;
    }

    void weigh_same_reference() {
        for (const int days : days_around) {
            const auto key = booking_.entry(days);
            if (key == 0) continue;
            transfers_.table.each_of_entry(key, [&](std::string_view reference, const Transfer& transfer) {
                weigh({as_known(transfer), day(days), true, true, transfer.by_line,
                       transfers_.was_told_by(asked_.feed, reference, transfer.id)});
            });
        }
    }
    void weigh_lines() {
        if (transfers_.lines.empty()) return;
        for (const int days : days_around) {
            const auto lines = transfers_.lines.find(booking_.line(days));
            if (lines == transfers_.lines.end()) continue;
            for (const auto id : lines->second) weigh_held(*transfers_.table.find(id), days);
        }
    }

    /// What the reports cannot have found yet: the newest of what the book holds.
    void weigh_recent() {
        const auto& held = transfers_.letting_go;
        for (auto one = held.rbegin(); one != held.rend() && one->first >= at_.known.entries_upto; ++one) {
            const auto* transfer = transfers_.table.find(one->second);
            if (transfer && !transfer->is_further() && transfer->amount == asked_.notice.amount)
                weigh_by_day(*transfer);
        }
    }
    void weigh_by_day(const Transfer& transfer) {
        for (const int days : days_around)
            if (transfer.booking == booking_.key(days)) weigh_held(transfer, days);
    }
    void weigh_held(const Transfer& transfer, int days) {
        const auto key = booking_.entry(days);
        weigh({as_known(transfer), day(days), transfer.entry != 0, key != 0 && transfer.entry == key,
               transfer.by_line,
               transfers_.was_told_by(asked_.feed, transfers_.table.key_of(transfer.id), transfer.id)});
    }

    /// The reports may be late about who has told of it since, and about what became of it.
    void weigh_found(KnownEntry known) {
        if (const auto* held = transfers_.table.find(known.transfer.id)) known.transfer = as_known(*held);
        known.told_by_this_feed =
            known.told_by_this_feed || transfers_.was_told_by(asked_.feed, {}, known.transfer.id);
        weigh(known);
    }

    Day day(int days_later) const {
        return std::chrono::sys_days{booking_day(asked_.notice)} + std::chrono::days{days_later};
    }

    const RecordTransfer& asked_;
    const Deciding& at_;
    const Transfers& transfers_{at_.state.transfers};
    const Booking booking_{asked_.notice};
    std::optional<KnownTransfer> same_, perhaps_;
};

/// One notice and what the book knows of it. The notice is looked at where it is, and moves into the event at
/// the end.
class NoticeDecider {
public:
    explicit NoticeDecider(const Deciding& at) : at_{at}, state_{at.state} {}

    Decision decide(RecordTransfer& asked) const {
        if (asked.notice.test) return nothing();
        const bool trial = is_trial(asked);
        // Asked for now, the memory is there when it is looked at.
        const ReferenceKey key{asked.feed, asked.notice.reference};
        state_.transfers.table.expect_add(key.text(), TransferId{at_.next});
        Entries entries{asked, at_};
        if (const auto seen = find(key, asked.feed, asked.notice.reference))
            return seen_before(asked, trial, *seen);
        entries.look();
        const bool is_known = (entries.same() || entries.perhaps()) && !is_outside(asked);
        if (is_known && entries.same()) return evidence_of(*entries.same(), asked);
        TransferReceived event{
            .id = TransferId{at_.next}, .feed = std::move(asked.feed), .notice = std::move(asked.notice)};
        event.trial = trial;
        event.kind = asked.kind;
        if (is_known) event.perhaps = entries.perhaps()->id;
        event.counts_when_recorded = booked_long_ago(event.notice) || booked_ahead(event.notice);
        if (event.notice.reversal_of)
            describe_reversal(event);
        else if (event.notice.direction == Direction::debit)
            describe_outgoing(event);
        else
            describe_credit(event, asked.bounds.get());
        event.owner = state_.places.vendor_of(event.match.stall);
        event.digest = Book::digest(event.notice);
        const auto status = event.status;
        const auto trial_of = event.trial_of;
        auto decision = record(at_, std::move(event));
        // One trial: whoever keeps a picture of its code pays money the next time.
        if (trial_of) decision.events.emplace_back(PaymentRequestCancelled{*trial_of});
        decision.outcome = Recorded{at_.next, status};
        return decision;
    }

private:
    bool booked_long_ago(const merchants::TransferNotice& notice) const {
        return notice.booked_at < at_.now - believed_back;
    }
    bool booked_ahead(const merchants::TransferNotice& notice) const {
        return notice.booked_at > at_.now + believed_ahead;
    }
    /// Its feed may not speak of that account: neither for the money that others tell of, nor against it.
    bool is_outside(const RecordTransfer& asked) const {
        return asked.bounds && match(asked.notice, *asked.bounds, StateRegistry{state_, at_.now}).basis ==
                                   MatchBasis::none_outside_feed;
    }
    /// In a trial ledger everything counts, since nothing is money.
    bool is_trial(const RecordTransfer& asked) const {
        return asked.trial && !state_.transfers.is_trial_ledger && !planted("trial_taken_for_money");
    }

    /// The transfer of which the reference tells, with this telling of it.
    std::optional<Transfer> find(const FeedId& feed, const ProviderReference& reference) const {
        return find(ReferenceKey{feed, reference}, feed, reference);
    }
    std::optional<Transfer> find(const ReferenceKey& key, const FeedId& feed,
                                 const ProviderReference& reference) const {
        const auto* held = state_.transfers.table.find(key.text());
        const auto* money = told_of(feed, reference, false);
        const auto* told = told_of(feed, reference, true);
        if (!told) told = money;
        if (!held && !money) return std::nullopt;
        auto evidence = held ? held->evidence : from_reports(*money).evidence;
        // The reports may be late about all of it but what came with its own event.
        if (evidence.digest == Hash{} && told) {
            evidence.digest = told->notice_digest;
            evidence.owner = told->owner;
        }
        // Late about the erasure, too; and the box can be opened until its key is destroyed.
        if (state_.people.is_erased(evidence.owner)) evidence.digest = Hash{};
        auto transfer = money_of(held, money);
        transfer.evidence = evidence;
        return transfer;
    }

    Transfer money_of(const Transfer* held, const KnownTransfer* told) const {
        if (held && !held->is_further()) return *held;
        const auto id = held ? held->evidence.of : told->id;
        if (const auto* first = state_.transfers.table.find(id)) return *first;
        auto transfer = told ? from_reports(*told) : *held;
        transfer.id = id;
        return transfer;
    }

    Decision evidence_of(const KnownTransfer& transfer, RecordTransfer& asked) const {
        EvidenceSeen event{.transfer = transfer.id,
                           .feed = std::move(asked.feed),
                           .kind = asked.kind,
                           .notice = std::move(asked.notice)};
        event.owner = state_.places.vendor_of(transfer.stall);
        event.digest = Book::digest(event.notice);
        if (reversible(transfer.status)) event.reversed_by = pending_reversal_of(event.feed, event.notice);
        if (event.reversed_by) {
            event.stall = transfer.stall;
            event.request = transfer.request;
            event.request_status = state_.requests.status_after(
                transfer.request, RequestChange::money_reversed, transfer.amount);
        }
        const auto status = event.reversed_by ? TransferStatus::reversed : transfer.status;
        auto decision = record(at_, std::move(event));
        decision.outcome = Exists{Sequence{transfer.id.value()}, status};
        return decision;
    }

    /// By its own record, or by the reports.
    const KnownTransfer* told_of(const FeedId& feed, const ProviderReference& reference,
                                 bool by_record) const {
        const auto same = [&](const Book::KnownReference& known) {
            return known.lookup.feed == feed && known.lookup.reference == reference &&
                   known.lookup.recorded.has_value() == by_record;
        };
        const auto& known = at_.known.references;
        const auto found = std::ranges::find_if(known, same);
        return found == known.end() ? nullptr : &found->transfer;
    }

    Decision seen_before(const RecordTransfer& asked, bool trial, const Transfer& seen) const {
        const Sequence stands_at{seen.id.value()};
        if ((trial == seen.is_told_as_trial() && says_the_same(asked.notice, seen)) ||
            planted("conflict_taken_for_same"))
            return {{}, Exists{stands_at, seen.status}};
        const bool has_texts = seen.evidence.digest != Hash{};
        const auto digest = has_texts ? Book::digest(asked.notice) : digest_without_texts(asked.notice);
        Decision decision{{}, Conflicts{stands_at}};
        const auto& conflicts = state_.transfers.conflicts;
        const auto known = conflicts.find(seen.id);
        const bool recorded =
            known != conflicts.end() &&
            std::ranges::find(known->second, digest, &Conflict::digest) != known->second.end();
        if (!recorded)
            decision.events.emplace_back(NoticeConflicted{asked.feed, asked.notice.reference, seen.id, digest,
                                                          has_texts ? seen.evidence.owner : std::nullopt});
        return decision;
    }

    /// Of a transfer whose texts are gone, the money is still known.
    static bool says_the_same(const merchants::TransferNotice& notice, const Transfer& seen) {
        if (seen.evidence.digest != Hash{}) return seen.evidence.digest == Book::digest(notice);
        return seen.amount == notice.amount && (notice.reversal_of || may_be(notice.direction, seen.status));
    }

    /// Takes back the whole of a known credit; else it is only money that moved, and a person looks at it. If
    /// the original is still to come, it will find this one pending. Real money takes no trial back, nor the
    /// other way round.
    void describe_reversal(TransferReceived& event) const {
        const auto original = find(event.feed, *event.notice.reversal_of);
        const bool whole = original && original->amount == event.notice.amount &&
                           original->is_told_as_trial() == event.trial;
        if (whole && reversible(original->status)) {
            event.status = TransferStatus::outgoing;
            event.reverses = original->id;
            event.match = {MatchBasis::reversal, original->stall, original->request};
            event.request_status = state_.requests.status_after(
                original->request, RequestChange::money_reversed, original->amount);
        } else if (event.notice.direction == Direction::debit) {
            describe_outgoing(event);
        } else {
            doubt_booking_time(event);
        }
    }

    /// The reversal that came before its original, unless somebody has used it otherwise since.
    std::optional<TransferId> pending_reversal_of(const FeedId& feed,
                                                  const merchants::TransferNotice& notice) const {
        const auto& transfers = state_.transfers;
        if (transfers.pending_reversals.empty()) return std::nullopt;  // As nearly always.
        const auto pending = transfers.pending_reversals.find(ReferenceKey{feed, notice.reference}.text());
        if (pending == transfers.pending_reversals.end() || pending->second.amount != notice.amount)
            return std::nullopt;
        const auto* reversal = transfers.table.find(pending->second.by);
        const bool free = !reversal || reversal->status == TransferStatus::outgoing ||
                          reversal->status == TransferStatus::unmatched;
        return free ? std::optional{pending->second.by} : std::nullopt;
    }

    /// Whoever has the feed's secret writes the booking time, too: such a notice waits for a person.
    void doubt_booking_time(TransferReceived& event) const {
        if (!event.counts_when_recorded || event.match.basis == MatchBasis::none_outside_feed) return;
        event.match = {
            booked_ahead(event.notice) ? MatchBasis::none_booked_ahead : MatchBasis::none_booked_long_ago,
            {},
            {}};
    }

    /// What another feed may have told of is at no stall until somebody has looked: credited twice is worse.
    static void doubt_identity(TransferReceived& event) {
        if (event.perhaps) event.match = {MatchBasis::none_perhaps_known, {}, {}};
    }

    /// In a trial ledger everything is one, and counts.
    bool is_trial_request(std::optional<PaymentRequestId> id) const {
        if (!id || state_.transfers.is_trial_ledger) return false;
        const auto found = state_.requests.requests.find(*id);
        return found != state_.requests.requests.end() && found->second.request.trial;
    }

    void describe_credit(TransferReceived& event, const merchants::FeedBounds* bounds) const {
        const StateRegistry registry{state_, at_.now};
        event.match = bounds ? match(event.notice, *bounds, registry) : match(event.notice, registry);
        doubt_booking_time(event);
        doubt_identity(event);
        const bool is_told_as_trial = event.trial;
        if (!is_told_as_trial && is_trial_request(event.match.request)) {
            event.trial = true;
            event.trial_of = event.match.request;
        }
        if (event.trial) event.match.request.reset();  // No request is settled by what is not money.
        event.status = event.match.stall ? TransferStatus::matched : TransferStatus::unmatched;
        if (!is_told_as_trial && !planted("early_refund_forgotten"))
            event.reversed_by = pending_reversal_of(event.feed, event.notice);
        if (event.reversed_by)
            event.status = TransferStatus::reversed;
        else
            event.request_status = state_.requests.status_after(
                event.match.request, RequestChange::money_arrived, event.notice.amount);
    }

    const Deciding& at_;
    const Book::State& state_;
};

}  // namespace

Decision decide(RecordTransfer&& asked, const Deciding& at) { return NoticeDecider{at}.decide(asked); }

namespace {

/// What a closed day says stays said: a payment that counts in one does not go elsewhere.
bool is_sealed_at(StallId stall, TransferId id, const Deciding& at) {
    const auto transfer = named(at, id);
    const auto market = at.state.places.stall(stall)->stall.market;
    const auto cutoff = at.state.places.markets.at(market).business_day_cutoff;
    const auto& closed = at.state.days.markets.at(market).closed;
    return !transfer || std::ranges::binary_search(closed, business_day(transfer->counts_at, cutoff));
}

}  // namespace

Decision decide(AssignTransfer&& asked, const Deciding& at) {
    const auto* entry = at.state.places.stall(asked.stall);
    if (!entry) return no(Refusal::stall_not_found);
    if (!at.state.transfers.was_transfer(asked.transfer)) return no(Refusal::transfer_not_found);
    const auto* transfer = at.state.transfers.table.find(asked.transfer);
    if (is_closed(*entry)) return no(Refusal::stall_closed);
    if (!entry->stall.registered()) return no(Refusal::stall_not_registered);
    const auto* claim = at.state.transfers.claims.find(asked.transfer);
    const bool is_asked_for = claim && claim->waits_for_a_person();
    // A suspended stall is no obstacle: the money has arrived, and it is somebody's.
    if (!transfer || (transfer->status != TransferStatus::unmatched && !is_asked_for))
        return no(Refusal::transfer_not_assignable);
    TransferAssigned event{asked.transfer, asked.stall, asked.reason};
    if (is_asked_for) event.from = transfer->stall;
    const bool moves = event.from && *event.from != asked.stall;
    if (moves && is_sealed_at(*event.from, asked.transfer, at)) return no(Refusal::day_already_closed);
    auto decision = record(at, std::move(event));
    decision.outcome = Recorded{at.next, TransferStatus::assigned};
    return decision;
}

Decision decide(MarkLedgerTrial&&, const Deciding& at) {
    if (at.state.transfers.is_trial_ledger) return exists(Sequence{});
    if (at.next != Sequence{}) return no(Refusal::ledger_not_empty);
    return record(at, LedgerMarkedTrial{});
}

}  // namespace choqr::book
