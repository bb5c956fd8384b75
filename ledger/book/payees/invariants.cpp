#include "book/invariants.hpp"
#include "book/state.hpp"

namespace choqr::book {
namespace {

using Broken = std::optional<std::string>;

Broken a_payee_change_is_of_a_stall_that_is_there(const Book::State& state) {
    for (const auto& [id, change] : state.payees.open) {
        const auto* entry = state.places.stall(id);
        if (!entry || is_closed(*entry) || change.stall != id)
            return change.id.text() + " waits at a stall that is not there";
        if (change.takes_effect_at && change.consents.empty())
            return change.id.text() + " is to take effect, and nobody has said yes";
    }
    return std::nullopt;
}

Broken a_payee_change_has_its_time(const Book::State& state) {
    std::set<std::pair<Instant, StallId>> due;
    for (const auto& [id, change] : state.payees.open) due.emplace(change.due_at(), id);
    if (due == state.payees.due) return std::nullopt;
    return std::to_string(due.size()) + " payee changes wait, but the clock has " +
           std::to_string(state.payees.due.size());
}

constexpr Invariant all[] = {
    {"a payee change is of a stall that is there", a_payee_change_is_of_a_stall_that_is_there},
    {"a payee change has its time", a_payee_change_has_its_time},
};

}  // namespace

std::span<const Invariant> payee_invariants() { return all; }

}  // namespace choqr::book
