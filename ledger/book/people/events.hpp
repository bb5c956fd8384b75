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

/// A person may set a password and log in as `role`, until UserDisabled. The id is the principal's.
struct UserInvited {
    TokenId id;
    Role role = Role::board;
    std::optional<MarketId> market;
    Invitation invitation;
};
template <>
struct Fields<UserInvited> {
    static constexpr auto list =
        std::tuple{field("user_id", &UserInvited::id), field("role", &UserInvited::role),
                   field("market_id", &UserInvited::market),
                   field("invitation", &UserInvited::invitation, {.inlined = true})};
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
