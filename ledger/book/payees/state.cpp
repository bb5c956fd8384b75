#include "book/payees/state.hpp"

#include "base/assert.hpp"

namespace choqr::book {

const PayeeChange* Payees::of(StallId stall) const {
    const auto found = open.find(stall);
    return found == open.end() ? nullptr : &found->second;
}

void Payees::put(PayeeChange change) {
    end(change.stall);
    due.emplace(change.due_at(), change.stall);
    open.emplace(change.stall, std::move(change));
}

void Payees::consent(StallId stall, PayeeChange::Consent consent, std::optional<Instant> takes_effect_at) {
    const auto found = open.find(stall);
    CHOQR_ASSERT(found != open.end(), "only a change that waits is confirmed");
    auto& change = found->second;
    due.erase({change.due_at(), stall});
    change.consents.push_back(consent);
    change.takes_effect_at = takes_effect_at;
    due.emplace(change.due_at(), stall);
}

void Payees::end(StallId stall) {
    const auto found = open.find(stall);
    if (found == open.end()) return;
    due.erase({found->second.due_at(), stall});
    open.erase(found);
}

void Payees::erase_names(VendorId vendor) {
    for (auto& [stall, change] : open)
        if (change.owner == vendor)
            for (auto& account : change.accounts) account.name.clear();
}

}  // namespace choqr::book
