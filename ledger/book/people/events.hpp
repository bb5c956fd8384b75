#pragma once

#include <optional>
#include <string>

#include "book/people/commands.hpp"

namespace choqr::book {

struct TokenIssued {
    TokenId id;
    IssueToken token;
};
template <>
struct Fields<TokenIssued> {
    static constexpr auto list = std::tuple{field("token_id", &TokenIssued::id),
                                            field("token", &TokenIssued::token, {.inlined = true})};
};

struct TokenRevoked {
    TokenId token;
};
template <>
struct Fields<TokenRevoked> {
    static constexpr auto list = std::tuple{field("token_id", &TokenRevoked::token)};
};

/// Who holds the secret may from now on what `role` may at the stall, until TokenRevoked names `id`.
struct DevicePaired {
    TokenId id;
    StallId stall;
    Role role = Role::owner;
    TokenId paired_by;
    Hash secret_hash;
    std::string name;  ///< (personal: "Điện thoại cô Lan"); empty once it was erased.
    std::optional<VendorId> owner;
};
template <>
struct Fields<DevicePaired> {
    static constexpr auto list =
        std::tuple{field("device_id", &DevicePaired::id),
                   field("stall_id", &DevicePaired::stall),
                   field("role", &DevicePaired::role),
                   field("paired_by", &DevicePaired::paired_by),
                   field("secret_hash", &DevicePaired::secret_hash, {.hidden = true}),
                   field("name", &DevicePaired::name),
                   field("owner", &DevicePaired::owner, {.hidden = true})};
};

/// What a token of the device's role would be.
inline IssueToken token_of(const DevicePaired& device) {
    return {.role = device.role,
            .market = std::nullopt,
            .stall = device.stall,
            .feed = std::nullopt,
            .label = {},
            .token_hash = device.secret_hash};
}

/// The vendor's key is destroyed right after this is durable: names, phones, texts and payers under it can be
/// read no more. From here on the vendor's stalls have no known vendor.
struct VendorErased {
    VendorId vendor;
    std::string reason;
};
template <>
struct Fields<VendorErased> {
    static constexpr auto list =
        std::tuple{field("vendor_id", &VendorErased::vendor), field("reason", &VendorErased::reason)};
};

}  // namespace choqr::book
