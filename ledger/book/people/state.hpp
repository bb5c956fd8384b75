#pragma once

#include <map>
#include <optional>
#include <unordered_map>

#include "base/sequence.hpp"
#include "book/people/events.hpp"

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
    std::unordered_map<TokenId, TokenEntry> tokens;

    bool is_erased(std::optional<VendorId> vendor) const;
};
template <>
struct Fields<People> {
    static constexpr auto list =
        std::tuple{field("vendors", &People::vendors), field("tokens", &People::tokens)};
};

}  // namespace choqr::book
