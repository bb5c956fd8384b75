#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "reports/reports.hpp"

namespace choqr::gateway {

/// Who may make a call: bits of http::Route::access.
enum Access : std::uint32_t {
    anyone = 0,  ///< No token needed.
    operators = 1,
    boards = 2,
    vendors = 4,
    providers = 8,
    signed_by_provider = 16,  ///< The provider's signature instead of a token.
    people = operators | boards | vendors,
    all_roles = people | providers,
};
std::uint32_t access_of(book::Role role);

/// Whose token came with a request.
struct Caller {
    reports::TokenRow token;
    Hash token_hash;
    std::uint64_t generation = 0;  ///< TokenCache::generation() from before it was looked up.

    bool is(book::Role role) const { return token.role == role; }
    std::string actor() const { return token.id.text(); }
    /// What this caller may see at all. What it may not see is answered as if it were not there.
    bool sees(const merchants::Market& market) const;
    bool sees(const merchants::Stall& stall) const;
    bool sees_market(MarketId market) const;
};

/// The tokens seen lately, so that a call need not ask SQLite who is calling. Any thread.
///
/// A row that was read before a revocation must not be remembered, or listened with, after it: every
/// revocation begins a new generation. Whoever looks up asks for the generation first; whoever acts on the
/// answer later compares.
class TokenCache {
public:
    static constexpr std::size_t tokens_max = 20'000;

    std::uint64_t generation() const;
    std::optional<reports::TokenRow> find(const Hash& hash) const;
    /// Not if a generation has begun since `looked_up_at`: the row may be of a token that was revoked
    /// meanwhile.
    void remember(const Hash& hash, const reports::TokenRow& row, std::uint64_t looked_up_at);

    /// Its revocation is durable: refused from now on, however far behind the reports are.
    void revoke(TokenId token);
    bool is_revoked(TokenId token) const;
    /// The reports say it too, from here on.
    void reports_know(TokenId token);

private:
    struct HashOfHash {
        std::size_t operator()(const Hash& hash) const noexcept { return std::hash<std::string_view>{}(hash.bytes()); }
    };
    mutable std::mutex mutex_;
    // Guarded by mutex_:
    std::unordered_map<Hash, reports::TokenRow, HashOfHash> tokens_;
    std::set<TokenId> revoked_;  ///< Those that the reports may still call valid.
    std::uint64_t generation_ = 0;
};

/// "Bearer TOKEN" → the token's hash, as the ledger knows it. Nothing for any other shape.
std::optional<Hash> token_hash_of(std::string_view authorization);
/// What a token is stored by.
Hash hash_of_token(std::string_view token);

}  // namespace choqr::gateway
