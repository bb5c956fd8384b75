#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "book/fields.hpp"

// Who may call, and what is known of whom.
namespace choqr::book {

/// A vendor is a program of a stall; owner and helper are its devices, which are paired (DevicePaired) and
/// never issued. A display is a device of a market (MarketDevicePaired), and so is a volunteer's phone; but a
/// volunteer may also be a person with an account, or a program.
enum class Role {
    operator_,
    board,
    vendor,
    provider,
    owner,
    helper,
    province,
    commune,
    fee_officer,
    volunteer,
    display
};

constexpr bool is_stall_device(Role role) { return role == Role::owner || role == Role::helper; }

/// What a display is for: that, and nothing else.
enum class Shows { payments, counts };

/// Where a role holds, beside a market or a stall. What is absent does not bind it.
struct Area {
    std::optional<std::string> province;
    std::optional<std::string> commune;  ///< Of the province: others have communes of the same name.
    std::optional<std::string> zone;     ///< Of the market.
};
template <>
struct Fields<Area> {
    static constexpr auto list = std::tuple{field("province", &Area::province, {.if_any = true}),
                                            field("commune", &Area::commune, {.if_any = true}),
                                            field("zone", &Area::zone, {.if_any = true})};
};

/// Only the hash of a token is ever stored.
struct IssueToken {
    Role role = Role::board;
    std::optional<MarketId> market;  ///< A board's, a volunteer's, a fee officer's.
    std::optional<StallId> stall;    ///< A vendor's.
    std::optional<FeedId> feed;      ///< A provider's.
    std::string label;
    Hash token_hash;
    Area area{};
    /// Names of capabilities beyond which it may nothing. Absent: whatever its role may.
    std::optional<std::vector<std::string>> scopes{};
    std::optional<Instant> expires_at{};
};
template <>
struct Fields<IssueToken> {
    static constexpr auto list = std::tuple{field("role", &IssueToken::role),
                                            field("market_id", &IssueToken::market),
                                            field("stall_id", &IssueToken::stall),
                                            field("feed", &IssueToken::feed),
                                            field("label", &IssueToken::label),
                                            field("token_hash", &IssueToken::token_hash, {.hidden = true}),
                                            field("area", &IssueToken::area, {.inlined = true}),
                                            field("scopes", &IssueToken::scopes, {.if_any = true}),
                                            field("expires_at", &IssueToken::expires_at, {.if_any = true})};
};

struct RevokeToken {
    TokenId token;
};

/// A phone becomes a device of the stall. Only the hash of its secret is ever stored.
struct PairDevice {
    static constexpr std::uint32_t devices_max = 50;  ///< Of one stall.

    StallId stall;
    Role role = Role::owner;  ///< owner or helper.
    std::string name;
    TokenId paired_by;  ///< Who showed the code, and may still do so.
    Hash secret_hash;
};

/// A display, or a volunteer's phone, becomes a device of the market.
struct PairMarketDevice {
    static constexpr std::size_t devices_max = 200;  ///< Of one market, those that have ended not counted.

    MarketId market;
    Role role = Role::display;     ///< display or volunteer.
    std::optional<StallId> stall;  ///< Whose payments a display tells.
    std::optional<std::string> zone;
    std::optional<Shows> shows;  ///< A display's.
    std::string name;
    TokenId paired_by;  ///< Who showed the code, and may still do so.
    Hash secret_hash;
    std::optional<Instant> ends_at;
};

/// How somebody is invited to set a password: once, until it expires. Only the hash of its code is ever
/// stored.
struct Invitation {
    Hash code_hash;
    Instant expires_at;
};
template <>
struct Fields<Invitation> {
    static constexpr auto list = std::tuple{field("code_hash", &Invitation::code_hash, {.hidden = true}),
                                            field("expires_at", &Invitation::expires_at)};
};

/// A person is to have an account.
struct InviteUser {
    static constexpr std::uint32_t users_max = 10'000;  ///< Who are not disabled.

    Role role = Role::board;
    std::optional<MarketId> market;  ///< A board's, a volunteer's, a fee officer's.
    Invitation invitation;
    Area area{};
};

/// For whoever has lost the password, or whose password is known to others.
struct ResetUser {
    TokenId user;
    Invitation invitation;
};

/// `password` is a name of the password, made by chance: it says nothing of it.
struct SetPassword {
    TokenId user;
    Hash password;
    std::optional<Hash> invitation;  ///< The hash of its code. Without: somebody who knows the old password.
    std::optional<Hash> instead_of;  ///< The name of that one.
};

struct DisableUser {
    TokenId user;
};

/// What a passkey signs with (WebAuthn).
enum class KeyAlgorithm { es256, eddsa, rs256 };

/// A passkey, as the browser has made it. Nothing of it is a secret.
struct PasskeyKey {
    static constexpr std::size_t credential_text_max = 1'364;  ///< 1,023 bytes (WebAuthn 3, 4).

    std::string credential_id;  ///< base64url.
    KeyAlgorithm algorithm = KeyAlgorithm::es256;
    std::string public_key;  ///< base64url: x and y; the point; n and e.
    std::string rp_id;       ///< The host for which it was made.
    std::uint32_t sign_count = 0;
};
template <>
struct Fields<PasskeyKey> {
    static constexpr auto list =
        std::tuple{field("credential_id", &PasskeyKey::credential_id),
                   field("algorithm", &PasskeyKey::algorithm), field("public_key", &PasskeyKey::public_key),
                   field("rp_id", &PasskeyKey::rp_id), field("sign_count", &PasskeyKey::sign_count)};
};

struct AddPasskey {
    static constexpr std::size_t passkeys_max = 20;  ///< Of one person.

    TokenId user;
    PasskeyKey key;
};

struct RemovePasskey {
    TokenId user;
    PasskeyId passkey;
};

/// `codes` is a name of the secret that makes them, by chance: it says nothing of it.
struct SetOneTimeCodes {
    TokenId user;
    Hash codes;
};

struct RemoveOneTimeCodes {
    TokenId user;
};

/// What a passkey has signed, and how many times it says that it had then.
struct PasskeyUse {
    PasskeyId passkey;
    std::uint32_t sign_count = 0;
};

/// Somebody who knew the password of this name, and a code of these where they are asked for; or who had the
/// passkey, which is enough.
struct BeginSession {
    TokenId user;
    std::optional<Hash> password;
    Instant ends_at;
    std::optional<Hash> codes{};
    std::optional<PasskeyUse> passkey{};
};

struct EndSession {
    TokenId user;
    SessionId session;
};

/// The vendor's personal data go: the one who asks destroys the vendor's key once the event is durable. Money
/// stays.
struct EraseVendor {
    VendorId vendor;
    std::string reason;  ///< Stays in the ledger for ever: no names in it.
};

}  // namespace choqr::book
