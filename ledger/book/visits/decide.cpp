#include "book/rules.hpp"

namespace choqr::book {

using merchants::Visit;
using merchants::VisitOutcome;

Decision decide(VisitStall&& asked, const Deciding& at) {
    const auto* entry = at.state.places.stall(asked.stall);
    if (!entry) return no(Refusal::stall_not_found);
    if (is_closed(*entry)) return no(Refusal::stall_closed);
    const auto& visit = asked.visit;
    if (visit.at > at.now + Visit::clock_ahead || visit.at < at.now - Visit::told_within)
        return no(Refusal::visit_out_of_time);
    const bool has_stand = visit.outcome == VisitOutcome::stand_handed_over;
    const auto& stand = entry->stall.stand;
    if (has_stand && (asked.stand_version == 0 || asked.stand_version > stand.version))
        return no(Refusal::stand_version_unknown);
    // A telephone that was cut off sends again what it does not know to have arrived.
    if (entry->stall.visit == visit) return exists(entry->visited_at);
    return record(at, StallVisited{asked.stall, visit, has_stand ? asked.stand_version : 0, asked.photo});
}

}  // namespace choqr::book
