#include "book/wire.hpp"

namespace choqr::book {

using merchants::VisitOutcome;

void write(const StallVisited& e, wire::StallVisited& m, const Sealing&) {
    m.set_stall(e.stall.value());
    m.set_outcome(to_wire<wire::VisitOutcome>(e.visit.outcome));
    if (e.visit.reason) m.set_reason(to_wire<wire::RefusalReason>(*e.visit.reason));
    m.set_at(ms_of(e.visit.at));
    m.set_stand_version(e.stand_version);
    if (e.photo) m.set_photo(std::string{e.photo->bytes()});
}
StallVisited read(const wire::StallVisited& m, const Opening&) {
    StallVisited e{id_of<StallId>(m.stall()),
                   {from_wire<VisitOutcome>(m.outcome()), std::nullopt, instant_of(m.at())},
                   m.stand_version(),
                   std::nullopt};
    if (m.has_reason()) e.visit.reason = from_wire<merchants::RefusalReason>(m.reason());
    if (m.has_photo()) e.photo = hash_of(m.photo());
    return e;
}

}  // namespace choqr::book
