#include "api/role_bodies.hpp"

#include <algorithm>

#include "api/bodies.hpp"
#include "book/words.hpp"

namespace choqr::gateway {
namespace {

constexpr std::int64_t days_max = 3'650;
constexpr std::size_t scope_bytes_max = 40;

bool may_have(Holder holder, book::Role role) {
    const auto bounds = bounds_of(role);
    return holder == Holder::account ? bounds.has_account : bounds.has_token;
}

void check(const json::Fields& fields, Bound bound, std::string_view name) {
    const bool is_there = fields.has(name);
    if (bound == Bound::must && !is_there)
        fields.complain(name, json::Wrong::not_allowed, "must say what this role is for",
                        "phải cho biết vai trò này thuộc về đâu");
    if (bound == Bound::never && is_there)
        fields.complain(name, json::Wrong::not_allowed, "does not go with this role",
                        "không đi cùng vai trò này");
}

}  // namespace

std::optional<book::Role> read_role(const json::Fields& fields, Holder holder) {
    const auto text = fields.text("role", 32);
    if (!text) return std::nullopt;
    std::string known;
    for (const auto& [role, word, on_disk] : book::Words<book::Role>::list) {
        if (!may_have(holder, role)) continue;
        if (word == *text) return role;
        known.append(known.empty() ? "" : ", ").append(word);
    }
    fields.complain("role", json::Wrong::not_allowed, "must be one of: " + known,
                    "phải là một trong: " + known);
    return std::nullopt;
}

RolePlace read_role_place(const json::Fields& fields, book::Role role) {
    const auto bounds = bounds_of(role);
    check(fields, bounds.market, "market_id");
    check(fields, bounds.province, "province");
    check(fields, bounds.commune, "commune");
    check(fields, bounds.zone, "zone");
    RolePlace place;
    const auto market = fields.optional_text("market_id", 32);
    if (market) place.market = MarketId::parse(*market);
    if (market && !place.market)
        fields.complain("market_id", json::Wrong::not_allowed, "is not a market's id", "không phải mã chợ");
    place.area = {optional_label(fields, "province"), optional_label(fields, "commune"),
                  optional_label(fields, "zone")};
    if (!are_bounds_of(role, place.market.has_value(), place.area))
        fields.complain("role", json::Wrong::not_allowed,
                        "needs market_id, or province and commune together, as it is of the one or the other",
                        "cần market_id, hoặc province cùng commune");
    return place;
}

std::optional<std::vector<std::string>> read_scopes(const json::Fields& fields, book::Role role) {
    if (!fields.has("scopes")) return std::nullopt;
    auto scopes = fields.texts("scopes", capability_count, scope_bytes_max);
    if (scopes.empty())
        fields.complain("scopes", json::Wrong::not_allowed,
                        "must name one of the role's capabilities at least",
                        "phải nêu ít nhất một quyền của vai trò");
    for (const auto& scope : scopes) {
        const auto one = capability_named(scope);
        if (!one || !capabilities_of(role).has(*one))
            fields.complain("scopes", json::Wrong::not_allowed,
                            "holds \"" + scope + "\", which is none of the role's capabilities",
                            "có “" + scope + "”, không phải quyền của vai trò này");
    }
    std::ranges::sort(scopes);
    scopes.erase(std::ranges::unique(scopes).begin(), scopes.end());
    return scopes;
}

std::optional<Instant> read_expiry(const json::Fields& fields, Instant now) {
    const auto days = fields.optional_integer("expires_in_days", 1, days_max);
    if (!fields.has("expires_at")) return days ? std::optional{now + std::chrono::days{*days}} : std::nullopt;
    const auto at = fields.instant("expires_at");
    if (days) fields.complain("expires_in_days", json::Wrong::not_allowed, "does not go with expires_at");
    if (at && (*at <= now || *at > now + std::chrono::days{days_max}))
        fields.complain("expires_at", json::Wrong::not_allowed, "must be to come, within ten years",
                        "phải ở tương lai, trong vòng mười năm");
    return at;
}

bool may_give(const Principal& maker, Capabilities given, std::optional<Instant> ends_at) {
    if (!given.are_within(maker.capabilities)) return false;
    return !maker.ends_at || (ends_at && *ends_at <= *maker.ends_at);
}

}  // namespace choqr::gateway
