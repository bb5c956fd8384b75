#include "book/rules.hpp"

namespace choqr::book {

bool People::is_erased(std::optional<VendorId> vendor) const {
    if (!vendor) return false;
    const auto found = vendors.find(*vendor);
    return found != vendors.end() && found->second;
}

bool People::may_act(TokenId id) const {
    if (const auto token = tokens.find(id); token != tokens.end()) return !token->second.revoked_at;
    const auto* user = users.find(id);
    return user && user->password;
}

bool People::has_ended(TokenId id) const {
    if (const auto token = tokens.find(id); token != tokens.end())
        return token->second.revoked_at.has_value();
    const auto* user = users.find(id);
    return user && user->disabled_at;
}

void apply(const TokenIssued& e, const Applying& at) {
    at.state.people.tokens.emplace(e.id, TokenEntry{e.token, std::nullopt});
}
void apply(const TokenRevoked& e, const Applying& at) {
    auto& people = at.state.people;
    auto& entry = must_have(people.tokens, e.token);
    entry.revoked_at = at.event.sequence;
    if (is_device(entry.token.role)) --must_have(people.devices, *entry.token.stall);
}

// Its name is not needed for any decision: no erasure has to find it here.
void apply(const DevicePaired& e, const Applying& at) {
    auto& people = at.state.people;
    people.tokens.emplace(e.id, TokenEntry{token_of(e), std::nullopt});
    ++people.devices[e.stall];
}

void apply(const UserInvited&, const Applying& at) { at.state.people.users.take(at.event); }
void apply(const UserReset&, const Applying& at) { at.state.people.users.take(at.event); }
void apply(const PasswordSet&, const Applying& at) { at.state.people.users.take(at.event); }
void apply(const UserDisabled&, const Applying& at) { at.state.people.users.take(at.event); }
void apply(const SessionBegun&, const Applying& at) { at.state.people.users.take(at.event); }
void apply(const SessionEnded&, const Applying& at) { at.state.people.users.take(at.event); }

/// Afterwards the book is as if the personal data had never been in it: so it is after every later replay.
void apply(const VendorErased& e, const Applying& at) {
    must_have(at.state.people.vendors, e.vendor) = at.event.sequence;
    for (auto& [id, entry] : at.state.places.stalls) {
        if (!entry.stall.vendor || entry.stall.vendor->id != e.vendor) continue;
        entry.stall.vendor.reset();
        for (auto& account : entry.stall.accounts) account.name.clear();
    }
    at.state.transfers.erase(e.vendor);
}

}  // namespace choqr::book
