#pragma once

#include <optional>
#include <string>

#include "base/hash.hpp"
#include "base/ids.hpp"
#include "book/fields.hpp"

// Who may call, and what is known of whom.
namespace choqr::book {

enum class Role { operator_, board, vendor, provider };

/// Only the hash of a token is ever stored.
struct IssueToken {
    Role role = Role::board;
    std::optional<MarketId> market;  ///< A board's.
    std::optional<StallId> stall;    ///< A vendor's.
    std::optional<FeedId> feed;      ///< A provider's.
    std::string label;
    Hash token_hash;
};
template <>
struct Fields<IssueToken> {
    static constexpr auto list = std::tuple{field("role", &IssueToken::role),
                                            field("market_id", &IssueToken::market),
                                            field("stall_id", &IssueToken::stall),
                                            field("feed", &IssueToken::feed),
                                            field("label", &IssueToken::label),
                                            field("token_hash", &IssueToken::token_hash, {.hidden = true})};
};

struct RevokeToken {
    TokenId token;
};

/// The vendor's personal data go: the one who asks destroys the vendor's key once the event is durable. Money
/// stays.
struct EraseVendor {
    VendorId vendor;
    std::string reason;  ///< Stays in the ledger for ever: no names in it.
};

}  // namespace choqr::book
