#pragma once

#include "machine.hpp"

namespace choqr::market_day {

/// Remembers what the gateway has told anybody (sequences, heads of the tree, checkpoints, assignments), and
/// holds the ledger against it and against the bank's books. Which rule is held when: README.md.
class Auditor {
public:
    /// `bank`: what the bank knows of its transfers, whenever it is looked at.
    Auditor(Trace& trace, Machine& machine, const std::vector<BankTransfer>& bank)
        : trace_{trace}, machine_{machine}, bank_{bank} {}

    /// Writes down every head that this life commits.
    void listen();

    /// Somebody was told that it is recorded there. Gives it back.
    Sequence promise(Sequence sequence);
    void promise_assignment(TransferId transfer, StallId stall) { assigned_.emplace(transfer, stall); }

    /// An action: asks for a checkpoint. What anybody has seen is proven to go on in what is shown now.
    void publish();

    /// After each start.
    void check_start();
    /// What the ledger itself says.
    void check_ledger();
    void check_reports();
    /// In the evening, when every notice has come through: everything.
    void check_day();

private:
    Rules rules() const { return {bank_, heads_, promised_, assigned_}; }
    void remember_head();

    Trace& trace_;
    Machine& machine_;
    const std::vector<BankTransfer>& bank_;
    std::vector<journal::TreeHead> heads_;
    std::vector<journal::SignedCheckpoint> published_;
    std::map<Sequence, std::size_t> promised_;  ///< With the kind of event.
    std::set<std::pair<TransferId, StallId>> assigned_;
};

}  // namespace choqr::market_day
