#pragma once

#include <optional>

#include "book/consents/commands.hpp"
#include "book/fields.hpp"

namespace choqr::book {

/// Whoever may see the stall may see who its vendor is.
struct ConsentGiven {
    StallId stall;
    VendorId vendor;
    std::uint32_t version = 0;
    merchants::ConsentHow how = merchants::ConsentHow::tap;
    std::optional<TokenId> witness;  ///< Absent: by the vendor's own device.
};
template <>
struct Fields<ConsentGiven> {
    static constexpr auto list =
        std::tuple{field("stall_id", &ConsentGiven::stall), field("vendor_id", &ConsentGiven::vendor),
                   field("version", &ConsentGiven::version), field("how", &ConsentGiven::how),
                   field("witness", &ConsentGiven::witness)};
};

/// From here on others see the place alone.
struct ConsentWithdrawn {
    StallId stall;
    std::optional<VendorId> vendor;
};
template <>
struct Fields<ConsentWithdrawn> {
    static constexpr auto list = std::tuple{field("stall_id", &ConsentWithdrawn::stall),
                                            field("vendor_id", &ConsentWithdrawn::vendor)};
};

/// It waits for VendorErased, or for ErasureWithdrawn.
struct ErasureRequested {
    StallId stall;
    VendorId vendor;
};
template <>
struct Fields<ErasureRequested> {
    static constexpr auto list = std::tuple{field("stall_id", &ErasureRequested::stall),
                                            field("vendor_id", &ErasureRequested::vendor)};
};

struct ErasureWithdrawn {
    StallId stall;
    VendorId vendor;
};
template <>
struct Fields<ErasureWithdrawn> {
    static constexpr auto list = std::tuple{field("stall_id", &ErasureWithdrawn::stall),
                                            field("vendor_id", &ErasureWithdrawn::vendor)};
};

struct OwnerAsked {
    OwnerAskId id;
    StallId stall;
    Bin bin;
    AccountNumber account;
    Hash code_hash;
    Instant expires_at;
};
template <>
struct Fields<OwnerAsked> {
    static constexpr auto list = std::tuple{field("owner_ask_id", &OwnerAsked::id),
                                            field("stall_id", &OwnerAsked::stall),
                                            field("bin", &OwnerAsked::bin),
                                            field("account_number", &OwnerAsked::account),
                                            field("code_hash", &OwnerAsked::code_hash, {.hidden = true}),
                                            field("expires_at", &OwnerAsked::expires_at)};
};

/// By whoever had the link, which is good no more.
struct OwnerAnswered {
    OwnerAskId ask;
    StallId stall;
    bool agrees = false;
};
template <>
struct Fields<OwnerAnswered> {
    static constexpr auto list =
        std::tuple{field("owner_ask_id", &OwnerAnswered::ask), field("stall_id", &OwnerAnswered::stall),
                   field("agrees", &OwnerAnswered::agrees)};
};

}  // namespace choqr::book
