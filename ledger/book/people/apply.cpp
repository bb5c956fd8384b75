#include <algorithm>

#include "book/rules.hpp"

namespace choqr::book {

bool People::is_erased(std::optional<VendorId> vendor) const {
    if (!vendor) return false;
    const auto found = vendors.find(*vendor);
    return found != vendors.end() && found->second;
}

namespace {

bool is_at_its_end(const IssueToken& token, Instant now) {
    return token.expires_at && *token.expires_at <= now;
}

}  // namespace

bool People::may_act(TokenId id, Instant now) const {
    if (const auto found = tokens.find(id); found != tokens.end())
        return !found->second.revoked_at && !is_at_its_end(found->second.token, now);
    const auto* user = users.find(id);
    return user && user->password;
}

std::optional<Role> People::role_of(TokenId id) const {
    if (const auto found = tokens.find(id); found != tokens.end()) return found->second.token.role;
    const auto* user = users.find(id);
    return user ? std::optional{user->role} : std::nullopt;
}

std::size_t People::devices_at(MarketId market, Instant now) const {
    const auto found = market_devices.find(market);
    if (found == market_devices.end()) return 0;
    return static_cast<std::size_t>(std::ranges::count_if(
        found->second, [&](TokenId id) { return !is_at_its_end(tokens.at(id).token, now); }));
}

bool People::has_ended(TokenId id, Instant now) const {
    if (const auto token = tokens.find(id); token != tokens.end())
        return token->second.revoked_at || is_at_its_end(token->second.token, now);
    const auto* user = users.find(id);
    return user && user->disabled_at;
}

void apply(const TokenIssued& e, const Applying& at) {
    const auto issuer = TokenId::parse(at.event.actor);
    at.state.people.tokens.emplace(e.id, TokenEntry{e.token, std::nullopt, issuer});
}
void apply(const TokenRevoked& e, const Applying& at) {
    auto& people = at.state.people;
    auto& entry = must_have(people.tokens, e.token);
    entry.revoked_at = at.event.sequence;
    if (is_stall_device(entry.token.role)) --must_have(people.devices, *entry.token.stall);
    if (entry.is_device && entry.token.market) people.market_devices[*entry.token.market].erase(e.token);
}

// Its name is not needed for any decision: no erasure has to find it here.
void apply(const DevicePaired& e, const Applying& at) {
    auto& people = at.state.people;
    people.tokens.emplace(e.id, TokenEntry{token_of(e), std::nullopt, e.paired_by, true});
    ++people.devices[e.stall];
}

// Here those that have ended are let go of: nothing else has to look at a clock.
void apply(const MarketDevicePaired& e, const Applying& at) {
    auto& people = at.state.people;
    auto& devices = people.market_devices[e.market];
    const auto now = at.event.recorded_at;
    std::erase_if(devices,
                  [&](TokenId id) { return is_at_its_end(must_have(people.tokens, id).token, now); });
    people.tokens.emplace(e.id, TokenEntry{token_of(e), std::nullopt, e.paired_by, true});
    devices.insert(e.id);
}

void apply(const UserInvited&, const Applying& at) { at.state.people.users.take(at.event); }
void apply(const UserReset&, const Applying& at) { at.state.people.users.take(at.event); }
void apply(const PasswordSet&, const Applying& at) { at.state.people.users.take(at.event); }
void apply(const UserDisabled&, const Applying& at) { at.state.people.users.take(at.event); }
void apply(const SessionBegun&, const Applying& at) { at.state.people.users.take(at.event); }
void apply(const SessionEnded&, const Applying& at) { at.state.people.users.take(at.event); }
void apply(const OneTimeCodesSet&, const Applying& at) { at.state.people.users.take(at.event); }
void apply(const OneTimeCodesRemoved&, const Applying& at) { at.state.people.users.take(at.event); }
void apply(const PasskeyAdded&, const Applying& at) { at.state.people.users.take(at.event); }
void apply(const PasskeyRemoved&, const Applying& at) { at.state.people.users.take(at.event); }
void apply(const PasskeyUsed&, const Applying& at) { at.state.people.users.take(at.event); }

/// Afterwards the book is as if the personal data had never been in it: so it is after every later replay.
void apply(const VendorErased& e, const Applying& at) {
    must_have(at.state.people.vendors, e.vendor) = at.event.sequence;
    for (auto& [id, entry] : at.state.places.stalls) {
        if (!entry.stall.vendor || entry.stall.vendor->id != e.vendor) continue;
        entry.stall.vendor.reset();
        for (auto& account : entry.stall.accounts) account.name.clear();
        auto& consent = entry.stall.consent;
        if (consent.status == merchants::ConsentStatus::given) consent = {};
    }
    at.state.payees.erase_names(e.vendor);
    at.state.consents.erasures.erase(e.vendor);
    at.state.transfers.erase(e.vendor);
    at.state.sales.erase(e.vendor);
}

}  // namespace choqr::book
