#include "gateway/access.hpp"

namespace choqr::gateway {

std::uint32_t access_of(book::Role role) {
    switch (role) {
        case book::Role::operator_: return operators;
        case book::Role::board: return boards;
        case book::Role::vendor: return vendors;
        case book::Role::provider: return providers;
    }
    return 0;
}

bool Caller::sees_market(MarketId market) const {
    return is(book::Role::operator_) || (is(book::Role::board) && token.market == market);
}
bool Caller::sees(const merchants::Market& market) const { return sees_market(market.id); }
bool Caller::sees(const merchants::Stall& stall) const {
    return sees_market(stall.market) || (is(book::Role::vendor) && token.stall == stall.id);
}

std::optional<reports::TokenRow> TokenCache::find(const Hash& hash) const {
    const std::lock_guard lock{mutex_};
    const auto found = tokens_.find(hash);
    if (found == tokens_.end()) return std::nullopt;
    return found->second;
}

void TokenCache::remember(const Hash& hash, const reports::TokenRow& row, std::uint64_t looked_up_at) {
    const std::lock_guard lock{mutex_};
    if (generation_ != looked_up_at) return;
    if (tokens_.size() >= tokens_max) tokens_.erase(tokens_.begin());
    tokens_.insert_or_assign(hash, row);
}

std::uint64_t TokenCache::generation() const {
    const std::lock_guard lock{mutex_};
    return generation_;
}

void TokenCache::revoke(TokenId token) {
    const std::lock_guard lock{mutex_};
    ++generation_;
    revoked_.insert(token);
    std::erase_if(tokens_, [token](const auto& entry) { return entry.second.id == token; });
}

bool TokenCache::is_revoked(TokenId token) const {
    const std::lock_guard lock{mutex_};
    return revoked_.contains(token);
}

void TokenCache::reports_know(TokenId token) {
    const std::lock_guard lock{mutex_};
    revoked_.erase(token);
}

Hash hash_of_token(std::string_view token) { return sha256(token); }

std::optional<Hash> token_hash_of(std::string_view authorization) {
    constexpr std::string_view scheme = "Bearer ";
    if (!authorization.starts_with(scheme)) return std::nullopt;
    authorization.remove_prefix(scheme.size());
    if (authorization.empty() || authorization.size() > 256) return std::nullopt;
    for (const char c : authorization)
        if (c <= 0x20 || c >= 0x7f) return std::nullopt;
    return hash_of_token(authorization);
}

}  // namespace choqr::gateway
