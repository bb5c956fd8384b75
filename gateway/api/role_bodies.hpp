#pragma once

#include <optional>

#include "access/principal.hpp"
#include "json/fields.hpp"

// Roles and where they hold, as calls that make tokens and accounts say them.
namespace choqr::gateway {

/// Who is to have a role.
enum class Holder { account, token };

/// "role": one that such a holder may have.
std::optional<book::Role> read_role(const json::Fields& fields, Holder holder);

/// "market_id", "province", "commune", "zone": exactly what the role is bound by, and nothing else.
struct RolePlace {
    std::optional<MarketId> market;
    book::Area area;
};
RolePlace read_role_place(const json::Fields& fields, book::Role role);

/// "scopes": names of capabilities, each of them one of the role's.
std::optional<std::vector<std::string>> read_scopes(const json::Fields& fields, book::Role role);
/// "expires_at" (RFC 3339, to come) or "expires_in_days", 1 to 3650.
std::optional<Instant> read_expiry(const json::Fields& fields, Instant now);

/// Whether `maker` may give somebody these, for good or until `ends_at`: nobody gives more than they have.
bool may_give(const Principal& maker, Capabilities given, std::optional<Instant> ends_at);

}  // namespace choqr::gateway
