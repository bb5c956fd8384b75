#pragma once

#include <string>

#include "book/people/commands.hpp"

namespace choqr::book {

struct TokenIssued {
    TokenId id;
    IssueToken token;
};
template <>
struct Fields<TokenIssued> {
    static constexpr auto list = std::tuple{field("token_id", &TokenIssued::id),
                                            field("token", &TokenIssued::token, {.inlined = true})};
};

struct TokenRevoked {
    TokenId token;
};
template <>
struct Fields<TokenRevoked> {
    static constexpr auto list = std::tuple{field("token_id", &TokenRevoked::token)};
};

/// The vendor's key is destroyed right after this is durable: names, phones, texts and payers under it can be
/// read no more. From here on the vendor's stalls have no known vendor.
struct VendorErased {
    VendorId vendor;
    std::string reason;
};
template <>
struct Fields<VendorErased> {
    static constexpr auto list =
        std::tuple{field("vendor_id", &VendorErased::vendor), field("reason", &VendorErased::reason)};
};

}  // namespace choqr::book
