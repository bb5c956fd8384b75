#include "book/rules.hpp"

namespace choqr::book {

Decision decide(IssueToken&& asked, const Deciding& at) {
    const auto& places = at.state.places;
    if (asked.market && !places.markets.contains(*asked.market)) return no(Refusal::market_not_found);
    const auto* entry = asked.stall ? places.stall(*asked.stall) : nullptr;
    if (asked.stall && !entry) return no(Refusal::stall_not_found);
    if (entry && is_closed(*entry)) return no(Refusal::stall_closed);
    return record(at, TokenIssued{TokenId{at.next}, std::move(asked)});
}

Decision decide(RevokeToken&& asked, const Deciding& at) {
    const auto& tokens = at.state.people.tokens;
    const auto found = tokens.find(asked.token);
    if (found == tokens.end()) return no(Refusal::token_not_found);
    if (found->second.revoked_at) return exists(*found->second.revoked_at);
    return record(at, TokenRevoked{asked.token});
}

Decision decide(PairDevice&& asked, const Deciding& at) {
    const auto& people = at.state.people;
    const auto* entry = at.state.places.stall(asked.stall);
    if (!entry) return no(Refusal::stall_not_found);
    // Whoever was revoked since they showed the code lets nobody in.
    if (!people.may_act(asked.paired_by, at.now)) return no(Refusal::token_not_found);
    if (is_closed(*entry)) return no(Refusal::stall_closed);
    const auto found = people.devices.find(asked.stall);
    const auto devices = found == people.devices.end() ? 0 : found->second;
    // Who sets stalls up has no business with one that is.
    if (devices > 0 && people.role_of(asked.paired_by) == Role::volunteer)
        return no(Refusal::stall_has_devices);
    if (devices >= PairDevice::devices_max) return no(Refusal::too_many_devices);
    return record(at,
                  DevicePaired{TokenId{at.next}, asked.stall, asked.role, asked.paired_by, asked.secret_hash,
                               std::move(asked.name), at.state.places.vendor_of(asked.stall)});
}

Decision decide(PairMarketDevice&& asked, const Deciding& at) {
    const auto& people = at.state.people;
    if (!at.state.places.markets.contains(asked.market)) return no(Refusal::market_not_found);
    const auto* entry = asked.stall ? at.state.places.stall(*asked.stall) : nullptr;
    if (asked.stall && (!entry || entry->stall.market != asked.market)) return no(Refusal::stall_not_found);
    if (!people.may_act(asked.paired_by, at.now)) return no(Refusal::token_not_found);
    if (entry && is_closed(*entry)) return no(Refusal::stall_closed);
    if (people.devices_at(asked.market, at.now) >= PairMarketDevice::devices_max)
        return no(Refusal::too_many_market_devices);
    return record(at, MarketDevicePaired{.id = TokenId{at.next},
                                         .market = asked.market,
                                         .role = asked.role,
                                         .stall = asked.stall,
                                         .area = {std::nullopt, std::nullopt, std::move(asked.zone)},
                                         .shows = asked.shows,
                                         .paired_by = asked.paired_by,
                                         .secret_hash = asked.secret_hash,
                                         .ends_at = asked.ends_at,
                                         .name = std::move(asked.name)});
}

Decision decide(InviteUser&& asked, const Deciding& at) {
    if (asked.market && !at.state.places.markets.contains(*asked.market))
        return no(Refusal::market_not_found);
    if (at.state.people.users.enabled() >= InviteUser::users_max) return no(Refusal::too_many_users);
    return record(
        at, UserInvited{TokenId{at.next}, asked.role, asked.market, asked.invitation, std::move(asked.area)});
}

Decision decide(ResetUser&& asked, const Deciding& at) {
    const auto* user = at.state.people.users.find(asked.user);
    if (!user || user->disabled_at) return no(Refusal::user_not_found);
    return record(at, UserReset{asked.user, asked.invitation});
}

// Whoever sets one by an invitation has its code, whoever changes one knew the last: both are asked again
// here, where nothing can have happened meanwhile.
Decision decide(SetPassword&& asked, const Deciding& at) {
    const auto* user = at.state.people.users.find(asked.user);
    if (!user || user->disabled_at) return no(Refusal::user_not_found);
    const auto& waits = user->invitation;
    const bool is_invited = asked.invitation && waits && waits->code_hash == *asked.invitation;
    if (asked.invitation && (!is_invited || at.now >= waits->expires_at))
        return no(Refusal::invitation_unknown);
    if (!asked.invitation && (!user->password || user->password != asked.instead_of))
        return no(Refusal::user_not_found);
    return record(at, PasswordSet{asked.user, asked.password});
}

Decision decide(DisableUser&& asked, const Deciding& at) {
    const auto* user = at.state.people.users.find(asked.user);
    if (!user) return no(Refusal::user_not_found);
    if (user->disabled_at) return exists(*user->disabled_at);
    return record(at, UserDisabled{asked.user});
}

namespace {

/// Of a counter that goes on; a passkey that many devices share has none and says 0 for ever.
bool counts_on(std::uint32_t former, std::uint32_t now) { return now > former || (now == 0 && former == 0); }

bool is_theirs(const Passkey* passkey, const PasskeyUse& use, TokenId user) {
    return passkey && passkey->user == user && counts_on(passkey->key.sign_count, use.sign_count);
}

}  // namespace

// All that the person has shown is asked again here, in order with whatever changed it meanwhile: a password
// that was right before codes were asked for is not enough behind that.
Decision decide(BeginSession&& asked, const Deciding& at) {
    const auto& users = at.state.people.users;
    const auto* user = users.find(asked.user);
    if (!user || !user->password) return no(Refusal::user_not_found);
    Event begun = SessionBegun{SessionId{at.next}, asked.user, asked.ends_at};
    if (asked.passkey) {
        if (!is_theirs(users.find(asked.passkey->passkey), *asked.passkey, asked.user))
            return no(Refusal::user_not_found);
        auto decision = record(at, std::move(begun));
        decision.events.push_back(PasskeyUsed{asked.user, asked.passkey->passkey, asked.passkey->sign_count});
        return decision;
    }
    if (user->password != asked.password || user->codes != asked.codes) return no(Refusal::user_not_found);
    return record(at, std::move(begun));
}

Decision decide(EndSession&& asked, const Deciding& at) {
    const auto* session = at.state.people.users.find(asked.session);
    if (!session || session->user != asked.user) return no(Refusal::session_not_found);
    return record(at, SessionEnded{asked.user, asked.session});
}

Decision decide(SetOneTimeCodes&& asked, const Deciding& at) {
    const auto* user = at.state.people.users.find(asked.user);
    if (!user || !user->password) return no(Refusal::user_not_found);
    return record(at, OneTimeCodesSet{asked.user, asked.codes});
}

Decision decide(RemoveOneTimeCodes&& asked, const Deciding& at) {
    const auto* user = at.state.people.users.find(asked.user);
    if (!user || !user->password) return no(Refusal::user_not_found);
    if (!user->codes) return nothing();
    return record(at, OneTimeCodesRemoved{asked.user});
}

// One key is one person's: whose it is, is how they are found.
Decision decide(AddPasskey&& asked, const Deciding& at) {
    const auto& users = at.state.people.users;
    const auto* user = users.find(asked.user);
    if (!user || !user->password) return no(Refusal::user_not_found);
    if (users.passkeys_of(asked.user) >= AddPasskey::passkeys_max) return no(Refusal::too_many_passkeys);
    if (users.passkey_of(asked.key.credential_id)) return no(Refusal::passkey_known);
    return record(at, PasskeyAdded{PasskeyId{at.next}, asked.user, std::move(asked.key)});
}

Decision decide(RemovePasskey&& asked, const Deciding& at) {
    const auto* passkey = at.state.people.users.find(asked.passkey);
    if (!passkey || passkey->user != asked.user) return no(Refusal::passkey_not_found);
    return record(at, PasskeyRemoved{asked.user, asked.passkey});
}

Decision decide(EraseVendor&& asked, const Deciding& at) {
    const auto& vendors = at.state.people.vendors;
    const auto found = vendors.find(asked.vendor);
    if (found == vendors.end()) return no(Refusal::vendor_not_found);
    if (found->second) return exists(*found->second);
    return record(at, VendorErased{asked.vendor, asked.reason});
}

}  // namespace choqr::book
