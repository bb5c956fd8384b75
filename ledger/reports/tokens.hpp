#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "book/events.hpp"

namespace choqr::reports {

class Readers;

struct TokenRow {
    TokenId id;
    book::Role role;
    std::optional<MarketId> market;
    std::optional<StallId> stall;
    std::optional<FeedId> feed;
    std::string label;
    bool revoked = false;
};

/// The tokens that were issued, for their list; whether one is good is not asked here. Any thread; `readers`
/// outlives it.
class Tokens {
public:
    explicit Tokens(Readers& readers) : readers_{readers} {}

    Result<std::vector<TokenRow>> tokens() const;

private:
    Readers& readers_;
};

}  // namespace choqr::reports
