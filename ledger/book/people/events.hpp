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

/// The same of a display, or of a volunteer's phone, at the market; until `ends_at`, too, if it says one.
struct MarketDevicePaired {
    TokenId id;
    MarketId market;
    Role role = Role::display;
    std::optional<StallId> stall;  ///< Whose payments a display tells.
    Area area;                     ///< Its zone alone.
    std::optional<Shows> shows;
    TokenId paired_by;
    Hash secret_hash;
    std::optional<Instant> ends_at;
    std::string name;  ///< (personal, of nobody who could be erased: "Điện thoại em Hoa".)
};
template <>
struct Fields<MarketDevicePaired> {
    static constexpr auto list =
        std::tuple{field("device_id", &MarketDevicePaired::id),
                   field("market_id", &MarketDevicePaired::market),
                   field("role", &MarketDevicePaired::role),
                   field("stall_id", &MarketDevicePaired::stall, {.if_any = true}),
                   field("area", &MarketDevicePaired::area, {.inlined = true}),
                   field("shows", &MarketDevicePaired::shows, {.if_any = true}),
                   field("paired_by", &MarketDevicePaired::paired_by),
                   field("secret_hash", &MarketDevicePaired::secret_hash, {.hidden = true}),
                   field("ends_at", &MarketDevicePaired::ends_at, {.if_any = true}),
                   field("name", &MarketDevicePaired::name)};
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
inline IssueToken token_of(const MarketDevicePaired& device) {
    IssueToken token{.role = device.role,
                     .market = device.market,
                     .stall = device.stall,
                     .feed = std::nullopt,
                     .label = {},
                     .token_hash = device.secret_hash,
                     .area = device.area,
                     .scopes = std::nullopt,
                     .expires_at = device.ends_at};
    // By the name of the one capability that it has, beside knowing itself.
    if (device.shows) token.scopes = {device.shows == Shows::counts ? "see_counts" : "hear_aloud"};
    return token;
}

/// A person may set a password and log in as `role`, until UserDisabled. The id is the principal's.
struct UserInvited {
    TokenId id;
    Role role = Role::board;
    std::optional<MarketId> market;
    Invitation invitation;
    Area area{};
};
template <>
struct Fields<UserInvited> {
    static constexpr auto list =
        std::tuple{field("user_id", &UserInvited::id), field("role", &UserInvited::role),
                   field("market_id", &UserInvited::market),
                   field("invitation", &UserInvited::invitation, {.inlined = true}),
                   field("area", &UserInvited::area, {.inlined = true})};
};

/// The password is void, every session ends, and the new invitation replaces an older one.
struct UserReset {
    TokenId user;
    Invitation invitation;
};
template <>
struct Fields<UserReset> {
    static constexpr auto list = std::tuple{field("user_id", &UserReset::user),
                                            field("invitation", &UserReset::invitation, {.inlined = true})};
};

/// The invitation, if there was one, is used up; every session ends.
struct PasswordSet {
    TokenId user;
    Hash password;  ///< Its name.
};
template <>
struct Fields<PasswordSet> {
    static constexpr auto list = std::tuple{field("user_id", &PasswordSet::user),
                                            field("password", &PasswordSet::password, {.hidden = true})};
};

/// For good: every session ends.
struct UserDisabled {
    TokenId user;
};
template <>
struct Fields<UserDisabled> {
    static constexpr auto list = std::tuple{field("user_id", &UserDisabled::user)};
};

struct SessionBegun {
    SessionId id;
    TokenId user;
    Instant ends_at;  ///< At the latest.
};
template <>
struct Fields<SessionBegun> {
    static constexpr auto list =
        std::tuple{field("session_id", &SessionBegun::id), field("user_id", &SessionBegun::user),
                   field("ends_at", &SessionBegun::ends_at)};
};

struct SessionEnded {
    TokenId user;
    SessionId session;
};
template <>
struct Fields<SessionEnded> {
    static constexpr auto list =
        std::tuple{field("user_id", &SessionEnded::user), field("session_id", &SessionEnded::session)};
};

/// From now on the password alone lets nobody in.
struct OneTimeCodesSet {
    TokenId user;
    Hash codes;  ///< The name of their secret.
};
template <>
struct Fields<OneTimeCodesSet> {
    static constexpr auto list = std::tuple{field("user_id", &OneTimeCodesSet::user),
                                            field("codes", &OneTimeCodesSet::codes, {.hidden = true})};
};

struct OneTimeCodesRemoved {
    TokenId user;
};
template <>
struct Fields<OneTimeCodesRemoved> {
    static constexpr auto list = std::tuple{field("user_id", &OneTimeCodesRemoved::user)};
};

/// Whoever has the private key may log in, until PasskeyRemoved, UserReset or UserDisabled.
struct PasskeyAdded {
    PasskeyId id;
    TokenId user;
    PasskeyKey key;
};
template <>
struct Fields<PasskeyAdded> {
    static constexpr auto list =
        std::tuple{field("passkey_id", &PasskeyAdded::id), field("user_id", &PasskeyAdded::user),
                   field("key", &PasskeyAdded::key, {.inlined = true})};
};

struct PasskeyRemoved {
    TokenId user;
    PasskeyId passkey;
};
template <>
struct Fields<PasskeyRemoved> {
    static constexpr auto list =
        std::tuple{field("user_id", &PasskeyRemoved::user), field("passkey_id", &PasskeyRemoved::passkey)};
};

/// The session that the event before it has begun was begun with it.
struct PasskeyUsed {
    TokenId user;
    PasskeyId passkey;
    std::uint32_t sign_count = 0;
};
template <>
struct Fields<PasskeyUsed> {
    static constexpr auto list =
        std::tuple{field("user_id", &PasskeyUsed::user), field("passkey_id", &PasskeyUsed::passkey),
                   field("sign_count", &PasskeyUsed::sign_count)};
};

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
