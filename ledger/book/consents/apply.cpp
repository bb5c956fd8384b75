#include "book/rules.hpp"

namespace choqr::book {

void apply(const ConsentGiven& e, const Applying& at) {
    must_have(at.state.places.stalls, e.stall).stall.consent = {merchants::ConsentStatus::given, e.version,
                                                                at.event.recorded_at, at.event.sequence};
}

void apply(const ConsentWithdrawn& e, const Applying& at) {
    auto& consent = must_have(at.state.places.stalls, e.stall).stall.consent;
    consent = {merchants::ConsentStatus::withdrawn, consent.version, at.event.recorded_at, at.event.sequence};
}

void apply(const ErasureRequested& e, const Applying& at) {
    at.state.consents.erasures.emplace(e.vendor, Erasure{e.stall, at.event.sequence});
}

void apply(const ErasureWithdrawn& e, const Applying& at) { at.state.consents.erasures.erase(e.vendor); }

// Here those that are over are let go of, too: nothing else has to look at a clock.
void apply(const OwnerAsked& e, const Applying& at) {
    auto& links = at.state.consents.owner_links;
    std::erase_if(links, [&](const auto& one) {
        const auto& link = one.second;
        const bool is_same = link.stall == e.stall && link.bin == e.bin && link.account == e.account;
        return is_same || link.expires_at <= at.event.recorded_at;
    });
    links.emplace(e.id, OwnerLink{e.stall, e.bin, e.account, e.code_hash, e.expires_at});
}

void apply(const OwnerAnswered& e, const Applying& at) { at.state.consents.owner_links.erase(e.ask); }

}  // namespace choqr::book
