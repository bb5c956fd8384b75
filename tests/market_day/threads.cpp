#include "threads.hpp"

namespace choqr::market_day {

void Threads::decide() {
    auto& gateway = machine_.gateway();
    const auto count = gateway.ledger.sequencer().run_once();
    machine_.look_for_failure();
    trace_.say("decided " + std::to_string(count) + ", " +
               std::to_string(gateway.ledger.journal().committed().value()));
    gateway.poll();
}

std::size_t Threads::follow_once() {
    if (machine_.failed()) return 0;  // A failed sync: run() would have ended the process by now.
    const auto applied = machine_.gateway().followers().run_once();
    if (!applied) auditor_.check_ledger();      // What the ledger itself says comes first.
    must(applied || machine_.a_fault_struck(),  // A key could not be destroyed.
         "ReportsAgree: a follower cannot follow: " + (applied ? "" : applied.error().message()));
    return applied ? *applied : 0;
}

void Threads::follow() {
    follow_once();
    machine_.gateway().poll();
    if (machine_.failed() || !chance_.happens(200)) return;
    if (!machine_.gateway().followers().catch_up()) return;  // follow_once() judges it.
    machine_.gateway().poll();
    auditor_.check_reports();
}

void Threads::settle() {
    auto& gateway = machine_.gateway();
    for (int quiet = 0; quiet < 2 && !machine_.failed();) {
        gateway.poll();
        const auto decided = gateway.ledger.sequencer().run_once();
        machine_.look_for_failure();
        quiet = follow_once() + decided == 0 ? quiet + 1 : 0;
    }
    gateway.poll();
}

void Threads::say_goodbye() {
    settle();
    if (!machine_.failed()) machine_.gateway().ledger.keep_snapshot();
    trace_.say("goodbye");
}

}  // namespace choqr::market_day
