#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/sequence.hpp"
#include "book/people/events.hpp"
#include "book/people/users.hpp"

// What the book remembers of tokens and vendors. Only the book's own files see it.
namespace choqr::book {

struct TokenEntry {
    IssueToken token;
    std::optional<Sequence> revoked_at;
    std::optional<TokenId> let_in_by{};  ///< Who issued it, or paired it.
    bool is_device = false;              ///< It was paired, not issued.
};
template <>
struct Fields<TokenEntry> {
    static constexpr auto list =
        std::tuple{field("token", &TokenEntry::token), field("revoked_at", &TokenEntry::revoked_at),
                   field("let_in_by", &TokenEntry::let_in_by), field("is_device", &TokenEntry::is_device)};
};

struct People {
    std::map<VendorId, std::optional<Sequence>>
        vendors;  ///< All that ever were, with the event that erased them.
    /// Devices too: of one that is paired stands here what a token of its role would have.
    std::unordered_map<TokenId, TokenEntry> tokens;
    std::unordered_map<StallId, std::uint32_t> devices;  ///< How many of each stall are not revoked.
    /// Of each market, those that are not revoked and had not ended when the last one came.
    std::unordered_map<MarketId, std::set<TokenId>> market_devices;

    Users users;

    /// A token, a device or a person, and not revoked, disabled or at its end.
    bool may_act(TokenId id, Instant now) const;
    /// Of whoever there is or was.
    std::optional<Role> role_of(TokenId id) const;
    /// How many devices the market has at `now`.
    std::size_t devices_at(MarketId market, Instant now) const;
    /// Was one, and is revoked, disabled or at its end.
    bool has_ended(TokenId id, Instant now) const;
    bool is_erased(std::optional<VendorId> vendor) const;
};
template <>
struct Fields<People> {
    static constexpr auto list =
        std::tuple{field("vendors", &People::vendors), field("tokens", &People::tokens),
                   field("devices", &People::devices), field("market_devices", &People::market_devices),
                   field("users", &People::users)};
};

}  // namespace choqr::book
