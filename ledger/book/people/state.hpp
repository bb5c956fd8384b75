#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>

#include "base/sequence.hpp"
#include "book/people/events.hpp"
#include "book/people/users.hpp"

// What the book remembers of tokens and vendors. Only the book's own files see it.
namespace choqr::book {

struct TokenEntry {
    IssueToken token;
    std::optional<Sequence> revoked_at;
};
template <>
struct Fields<TokenEntry> {
    static constexpr auto list =
        std::tuple{field("token", &TokenEntry::token), field("revoked_at", &TokenEntry::revoked_at)};
};

struct People {
    std::map<VendorId, std::optional<Sequence>>
        vendors;  ///< All that ever were, with the event that erased them.
    /// Devices too: of one that is paired stands here what a token of its role would have.
    std::unordered_map<TokenId, TokenEntry> tokens;
    std::unordered_map<StallId, std::uint32_t> devices;  ///< How many of each stall are not revoked.

    Users users;

    /// A token, a device or a person, and not revoked or disabled.
    bool may_act(TokenId id) const;
    /// Was one, and is revoked or disabled.
    bool has_ended(TokenId id) const;
    bool is_erased(std::optional<VendorId> vendor) const;
};
template <>
struct Fields<People> {
    static constexpr auto list =
        std::tuple{field("vendors", &People::vendors), field("tokens", &People::tokens),
                   field("devices", &People::devices), field("users", &People::users)};
};

}  // namespace choqr::book
