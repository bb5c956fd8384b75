// What the ledger itself must say: NothingLost, OneCreditPerTransfer, HistoryOnlyGrows, TrialsCountNowhere,
// Erased.

#include "journal/merkle.hpp"
#include "journal/proof.hpp"
#include "world.hpp"

namespace choqr::market_day {
namespace {

using book::RecordedEvent;
using book::TransferReceived;
using book::TransferStatus;

std::string text(Sequence sequence) { return std::to_string(sequence.value()); }

const TransferReceived* transfer_at(const std::vector<RecordedEvent>& history, Sequence sequence) {
    if (sequence.value() >= history.size()) return nullptr;
    return std::get_if<TransferReceived>(&history[sequence.value()].event);
}

bool says_the_same(const connectors::SimwalletTransfer& bank, const TransferReceived& recorded) {
    const auto& ours = recorded.notice;
    // Where a statement told of it first, of the time the day is known at least.
    const bool same_time = recorded.kind == book::EvidenceKind::statement_line
                               ? business_day(ours.booked_at, {}) == business_day(bank.booked_at, {})
                               : ours.booked_at == bank.booked_at;
    return movement_of(ours.reference) == bank.transaction_id && ours.amount.dong() == bank.amount &&
           (recorded.erased || ours.remittance_information == bank.content) && ours.creditor_account &&
           ours.creditor_account->text() == bank.account_number && same_time &&
           (ours.direction == merchants::Direction::credit) == bank.incoming;
}

void check_acknowledged(const Rules& rules, const std::vector<RecordedEvent>& history) {
    for (const auto& transfer : rules.bank) {
        if (!transfer.acknowledged) continue;
        const auto* recorded = transfer_at(history, transfer.acknowledged_as);
        must(recorded != nullptr, "NothingLost: " + transfer.transfer.transaction_id +
                                      " was acknowledged as " + text(transfer.acknowledged_as) +
                                      " and is not there");
        must(says_the_same(transfer.transfer, *recorded),
             "NothingLost: " + transfer.transfer.transaction_id + " stands there with other contents");
    }
}

void check_promised(const Rules& rules, const std::vector<RecordedEvent>& history) {
    for (const auto& [sequence, kind] : rules.promised) {
        must(sequence.value() < history.size(),
             "NothingLost: " + text(sequence) + " was promised to a person and is not there");
        must(history[sequence.value()].event.index() == kind,
             "NothingLost: " + text(sequence) + " is another kind of event now");
    }
    std::set<std::pair<TransferId, StallId>> assigned;
    for (const auto& event : history)
        if (const auto* one = std::get_if<book::TransferAssigned>(&event.event))
            assigned.emplace(one->transfer, one->stall);
    for (const auto& promise : rules.assigned)
        must(assigned.contains(promise),
             "NothingLost: the assignment of " + promise.first.text() + " was acknowledged and is not there");
}

void check_closed_stalls(const std::vector<RecordedEvent>& history) {
    std::set<StallId> closed;
    for (const auto& event : history) {
        if (const auto* one = std::get_if<book::StallClosed>(&event.event)) closed.insert(one->stall);
        const auto* transfer = std::get_if<TransferReceived>(&event.event);
        if (transfer && transfer->status == TransferStatus::matched)
            must(!closed.contains(*transfer->match.stall),
                 "ClosedIsClosed: " + transfer->id.text() + " is matched to a stall that is closed");
    }
}

void check_one_credit(const std::vector<RecordedEvent>& history) {
    std::set<std::pair<std::string, std::string>> seen;
    std::set<std::string> credited;  // Movements of the bank's, by whoever told of them.
    for (const auto& event : history) {
        const auto* transfer = std::get_if<TransferReceived>(&event.event);
        const auto* evidence = std::get_if<book::EvidenceSeen>(&event.event);
        if (!transfer && !evidence) continue;
        const auto& feed = transfer ? transfer->feed : evidence->feed;
        const auto& reference = transfer ? transfer->notice.reference : evidence->notice.reference;
        must(seen.emplace(feed.text(), reference.text()).second,
             "OneCreditPerTransfer: " + reference.text() + " was recorded twice");
        if (evidence)
            must(transfer_at(history, Sequence{evidence->transfer.value()}) &&
                     movement_of(
                         transfer_at(history, Sequence{evidence->transfer.value()})->notice.reference) ==
                         movement_of(reference),
                 "OneCreditPerTransfer: " + reference.text() + " is taken for another transfer");
        if (transfer && transfer->status == TransferStatus::matched)
            must(credited.insert(movement_of(reference)).second,
                 "OneCreditPerTransfer: " + reference.text() + " is credited by two feeds");
    }
}

/// What the demonstration wallet pays is marked, and pays no request; of what a bank moved only what pays a
/// request that is a trial, once. The sums leave it out (payments_by_day).
void check_trials(const std::vector<RecordedEvent>& history) {
    std::set<PaymentRequestId> trials;
    for (const auto& event : history) {
        if (const auto* asked = std::get_if<book::PaymentRequestOpened>(&event.event))
            if (asked->request.trial) trials.insert(asked->request.id);
        const auto* transfer = std::get_if<TransferReceived>(&event.event);
        if (transfer == nullptr) continue;
        const auto& reference = transfer->notice.reference.text();
        if (transfer->trial_of)
            must(trials.erase(*transfer->trial_of) == 1 && transfer->trial,
                 "TrialsCountNowhere: " + reference + " pays a trial that is none, or is over");
        must(!transfer->match.request || !trials.contains(*transfer->match.request),
             "TrialsCountNowhere: " + reference + " is money, and pays a trial");
        must(transfer->trial == (reference.starts_with("demo-") || transfer->trial_of.has_value()),
             "TrialsCountNowhere: " + reference + (transfer->trial ? " is money" : " is no money"));
        must(!transfer->trial || !transfer->match.request,
             "TrialsCountNowhere: " + reference + " pays a request");
    }
}

void check_time(const std::vector<RecordedEvent>& history) {
    for (std::size_t i = 1; i < history.size(); ++i)
        must(history[i - 1].recorded_at <= history[i].recorded_at,
             "HistoryOnlyGrows: recorded time runs backwards at " + std::to_string(i));
}

/// Of the tree of every size, from 0 to that of `journal`.
std::vector<Hash> roots_of(const journal::JournalFiles& journal) {
    const auto records = journal.read(Sequence{0}, SIZE_MAX, SIZE_MAX).value();
    journal::TreeEdge edge;
    std::vector<Hash> roots{edge.root()};
    for (const auto& record : records) {
        edge.push(journal::leaf_hash(record.entry()));
        roots.push_back(edge.root());
    }
    must(journal.head() == journal::TreeHead{edge.size(), edge.root()},
         "HistoryOnlyGrows: the head is not that of the records");
    return roots;
}

void check_heads(const std::vector<journal::TreeHead>& heads, const std::vector<Hash>& roots) {
    for (const auto& head : heads)
        must(head.size < roots.size() && roots[head.size] == head.root,
             "HistoryOnlyGrows: the tree of size " + std::to_string(head.size) +
                 " that was shown is no part of this one");
}

void check_closed_days(const std::vector<RecordedEvent>& history, const std::vector<Hash>& roots) {
    std::set<std::pair<MarketId, Day>> days;
    for (const auto& event : history) {
        const auto* closed = std::get_if<book::DayClosed>(&event.event);
        if (closed == nullptr) continue;
        must(closed->root == roots[event.sequence.value()],
             "HistoryOnlyGrows: a day was closed over another tree");
        must(days.emplace(closed->market, closed->day).second, "HistoryOnlyGrows: a day was closed twice");
    }
}

}  // namespace

std::string movement_of(const ProviderReference& reference) {
    const auto& text = reference.text();
    return text.substr(text.starts_with(line_prefix) ? line_prefix.size() : 0);
}

Result<std::vector<RecordedEvent>> history_of(const journal::JournalFiles& journal,
                                              const book::Sealer& sealer) {
    const auto records = journal.read(Sequence{0}, SIZE_MAX, SIZE_MAX);
    if (!records) return records.error();
    std::vector<RecordedEvent> history;
    for (const auto& record : *records) {
        auto event = book::decode(record.sequence, record.type, record.payload, sealer);
        if (!event) return event.error();
        history.push_back(*std::move(event));
    }
    return history;
}

void check_journal(const Rules& rules, const std::vector<RecordedEvent>& history,
                   const journal::JournalFiles& journal) {
    check_acknowledged(rules, history);
    check_promised(rules, history);
    check_closed_stalls(history);
    check_one_credit(history);
    check_time(history);
    const auto roots = roots_of(journal);
    check_heads(rules.heads, roots);
    check_closed_days(history, roots);
    check_trials(history);
    check_payees(history);
    check_actors(history);
}

void check_checkpoints(const std::vector<journal::SignedCheckpoint>& earlier,
                       const journal::SignedCheckpoint& latest, gateway::Ledger& ledger) {
    const auto& key = ledger.checkpoints().verifier();
    const auto checkpoint = journal::open_checkpoint(latest.note, key.name(), {&key, 1});
    must(checkpoint && checkpoint->head == latest.head,
         "HistoryOnlyGrows: a checkpoint does not say what its signature is for");
    for (const auto& one : earlier) {
        if (one.head.size == 0 || one.head == latest.head) continue;
        const auto proof = journal::prove_consistency(ledger.journal(), one.head, latest.head);
        must(proof && journal::verify_consistency(
                          {one.head.size, latest.head.size, one.head.root, latest.head.root}, *proof),
             "HistoryOnlyGrows: the checkpoint of size " + std::to_string(latest.head.size) +
                 " is not proven to continue that of size " + std::to_string(one.head.size));
    }
}

void check_erased(gateway::Ledger& ledger, const std::vector<RecordedEvent>& history) {
    for (const auto vendor : ledger.book().erased_vendors())
        must(!ledger.sealer().holds(vendor), "Erased: the key of " + vendor.text() + " is still there");
    std::set<VendorId> erased;
    for (const auto& event : history)
        if (const auto* one = std::get_if<book::VendorErased>(&event.event)) erased.insert(one->vendor);
    for (const auto& event : history)
        if (const auto* transfer = std::get_if<TransferReceived>(&event.event);
            transfer && transfer->owner && erased.contains(*transfer->owner))
            must(transfer->erased,
                 "Erased: the text of " + transfer->notice.reference.text() + " can still be read");
    for (const auto& event : history)
        if (const auto* device = std::get_if<book::DevicePaired>(&event.event);
            device && device->owner && erased.contains(*device->owner))
            must(device->name.empty(), "Erased: the name of " + device->id.text() + " can still be read");
}

}  // namespace choqr::market_day
