#include "auditor.hpp"

namespace choqr::market_day {

void Auditor::listen() {
    machine_.gateway().ledger.sequencer().on_committed([this](Sequence) { remember_head(); });
}

/// Its root says what is in every record, and the trace so too.
void Auditor::remember_head() {
    heads_.push_back(machine_.gateway().ledger.journal().head());
    const auto& head = heads_.back();
    trace_.say("head " + std::to_string(head.size) + " " + to_hex(head.root.bytes()).substr(0, 8));
}

Sequence Auditor::promise(Sequence sequence) {
    if (!machine_.failed() && !machine_.gateway().failed())
        promised_.emplace(sequence, machine_.event_at(sequence).event.index());
    return sequence;
}

void Auditor::publish() {
    auto& ledger = machine_.gateway().ledger;
    const auto shown = ledger.checkpoints().publish(machine_.clock().monotonic());
    if (!shown) {
        must(machine_.a_fault_struck(),
             "NoFaultNoRefusal: no checkpoint though no fault struck: " + shown.error().message());
        return;
    }
    if (!published_.empty() && shown->note == published_.back().note) return;
    check_checkpoints(published_, *shown, ledger);
    heads_.push_back(shown->head);
    published_.push_back(*shown);
    trace_.say("checkpoint " + std::to_string(shown->head.size));
}

void Auditor::check_start() {
    auto& ledger = machine_.gateway().ledger;
    check_ledger();
    machine_.is_whole();
    must(machine_.reports().position() <= ledger.journal().committed(),
         "ReportsAgree: the reports know what is not in the ledger");
    if (const auto broken = ledger.book().broken_invariants(); !broken.empty())
        throw Violation{"BookInvariants: invariant: " + broken.front()};
    remember_head();
    if (published_.empty()) return;
    const auto latest = ledger.checkpoints().latest();
    must(latest && latest->head.size >= published_.back().head.size,
         "HistoryOnlyGrows: a checkpoint that was shown is forgotten");
    check_checkpoints(published_, *latest, ledger);
}

void Auditor::check_ledger() {
    check_journal(rules(), machine_.history(), machine_.gateway().ledger.journal());
}

void Auditor::check_reports() { market_day::check_reports(machine_.reports(), machine_.history()); }

void Auditor::check_day() {
    check_start();
    auto& ledger = machine_.gateway().ledger;
    const auto history = machine_.history();
    check_conservation(rules(), history);
    check_accounts(history);
    check_consents(history);
    check_replay(ledger, history);
    market_day::check_reports(machine_.reports(), history);
    check_erased(ledger, history);
    trace_.say("reports " + machine_.reports().fingerprint().value());
}

}  // namespace choqr::market_day
