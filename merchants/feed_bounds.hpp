#pragma once

#include <string>
#include <vector>

#include "merchants/places.hpp"

namespace choqr::merchants {

/// What a feed may speak of, as its configuration says: whoever holds the feed's secret can credit nothing
/// else. An empty list sets no bound; of two lists both hold.
struct FeedBounds {
    std::vector<AccountKey> accounts;  ///< The receiving accounts that it observes, sub-accounts too.
    std::vector<std::string> markets;  ///< Market::code of those whose stalls it may credit.

    bool any() const { return !accounts.empty() || !markets.empty(); }
    friend bool operator==(const FeedBounds&, const FeedBounds&) = default;
};

}  // namespace choqr::merchants
