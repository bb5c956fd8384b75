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
    const auto shown_by = people.tokens.find(asked.paired_by);
    if (shown_by == people.tokens.end() || shown_by->second.revoked_at) return no(Refusal::token_not_found);
    if (is_closed(*entry)) return no(Refusal::stall_closed);
    const auto devices = people.devices.find(asked.stall);
    if (devices != people.devices.end() && devices->second >= PairDevice::devices_max)
        return no(Refusal::too_many_devices);
    return record(at,
                  DevicePaired{TokenId{at.next}, asked.stall, asked.role, asked.paired_by, asked.secret_hash,
                               std::move(asked.name), at.state.places.vendor_of(asked.stall)});
}

Decision decide(EraseVendor&& asked, const Deciding& at) {
    const auto& vendors = at.state.people.vendors;
    const auto found = vendors.find(asked.vendor);
    if (found == vendors.end()) return no(Refusal::vendor_not_found);
    if (found->second) return exists(*found->second);
    return record(at, VendorErased{asked.vendor, asked.reason});
}

}  // namespace choqr::book
