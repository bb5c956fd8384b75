#include "book/rules.hpp"

namespace choqr::book {

void apply(const PayeeChangeProposed& e, const Applying& at) {
    at.state.payees.put({.id = e.id,
                         .stall = e.stall,
                         .proposed_by = e.proposed_by,
                         .accounts = e.accounts,
                         .delay = e.delay,
                         .proposed_at = at.event.recorded_at,
                         .owner = e.owner});
}

void apply(const PayeeChangeConfirmed& e, const Applying& at) {
    at.state.payees.consent(e.stall, {e.confirmed_by, e.for_market}, e.takes_effect_at);
}

void apply(const PayeeChangeRefused& e, const Applying& at) { at.state.payees.end(e.stall); }
void apply(const PayeeChangeLapsed& e, const Applying& at) { at.state.payees.end(e.stall); }

}  // namespace choqr::book
