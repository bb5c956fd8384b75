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

/// Somebody who knew the password of this name.
struct BeginSession {
    TokenId user;
    Hash password;
    Instant ends_at;
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
