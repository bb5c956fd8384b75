#include "access/principal.hpp"

#include "access/tokens.hpp"
#include "base/fold.hpp"
#include "base/plant.hpp"

namespace choqr::gateway {

MarketPlace place_of(const merchants::Market& market) { return {market.id, market.province, market.commune}; }

StallPlace place_of(const merchants::Stall& stall, const merchants::Market& market) {
    return {stall.id, place_of(market), stall.zone, stall.kind == merchants::PointKind::collection_point};
}

namespace {

bool is_in(const Scope& scope, const MarketPlace& market) {
    if (scope.everywhere || scope.market == market.id) return true;
    if (!scope.is_by_area() || scope.market || folded_name(market.province) != scope.province) return false;
    return scope.commune.empty() || folded_name(market.commune) == scope.commune;
}

}  // namespace

bool Principal::reaches(const MarketPlace& market) const { return is_in(scope, market); }

bool Principal::reaches(const StallPlace& stall) const {
    if (planted("foreign_place_reached")) return true;
    if (scope.stall) return scope.stall == stall.id;
    if (scope.stalls == Scope::Stalls::none || !is_in(scope, stall.market)) return false;
    if (scope.stalls == Scope::Stalls::collection_points && !stall.is_collection_point) return false;
    return scope.zone.empty() || folded_name(stall.zone) == scope.zone;
}

bool Principal::reaches_all_of(MarketId market) const {
    if (scope.everywhere) return true;
    return scope.market == market && scope.zone.empty() && !scope.stall && scope.stalls == Scope::Stalls::all;
}

namespace {

Scope::Stalls stalls_of(book::Role role) {
    switch (role) {
        case book::Role::province:
        case book::Role::commune:
            return Scope::Stalls::none;
        case book::Role::fee_officer:
            return Scope::Stalls::collection_points;
        default:
            return Scope::Stalls::all;
    }
}

Scope scope_of(const book::IssueToken& token) {
    Scope scope{.everywhere = token.role == book::Role::operator_,
                .market = token.market,
                .stall = token.stall,
                .feed = token.feed,
                .stalls = stalls_of(token.role)};
    scope.province = folded_name(token.area.province.value_or(""));
    scope.commune = folded_name(token.area.commune.value_or(""));
    scope.zone = folded_name(token.area.zone.value_or(""));
    return scope;
}

Principal::Kind kind_of(book::Role role) {
    using enum Principal::Kind;
    switch (role) {
        case book::Role::board:
        case book::Role::province:
        case book::Role::commune:
        case book::Role::fee_officer:
        case book::Role::volunteer:
            return person;
        case book::Role::vendor:
        case book::Role::owner:
        case book::Role::helper:
        case book::Role::display:
            return device;
        case book::Role::provider:
            return provider;
        case book::Role::operator_:
            break;
    }
    return program;
}

}  // namespace

bool is_of_the_folder(const book::IssueToken& token) {
    return token.role == book::Role::operator_ &&
           (token.label == label_of_init || token.label == label_of_operator_token);
}

Principal principal_of(TokenId id, const book::IssueToken& token) {
    return {.id = id,
            .kind = kind_of(token.role),
            .role = token.role,
            .scope = scope_of(token),
            .capabilities = limited(capabilities_of(token.role), token.scopes),
            .label = token.label,
            .area = token.area,
            .ends_at = token.expires_at,
            .is_limited = token.scopes.has_value(),
            .from_this_machine_only = is_of_the_folder(token)};
}

Principal principal_of_device(TokenId id, const book::IssueToken& token) {
    auto principal = principal_of(id, token);
    principal.kind = Principal::Kind::device;
    principal.device_of = token.market;
    if (token.stall) principal.scope.market.reset();  // Of that stall, and of none beside it.
    return principal;
}

std::string_view name_of(Principal::Kind kind) {
    switch (kind) {
        case Principal::Kind::person:
            return "person";
        case Principal::Kind::device:
            return "device";
        case Principal::Kind::program:
            return "program";
        case Principal::Kind::provider:
            return "provider";
    }
    return "";
}

}  // namespace choqr::gateway
