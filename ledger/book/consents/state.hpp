#pragma once

#include <map>

#include "base/sequence.hpp"
#include "book/consents/events.hpp"

// What the book remembers of what vendors and account owners were asked. A stall's own consent stands in
// merchants::Stall. Only the book's own files see it.
namespace choqr::book {

/// A vendor who waits to be erased.
struct Erasure {
    StallId stall;
    Sequence at;
};
template <>
struct Fields<Erasure> {
    static constexpr auto list = std::tuple{field("stall", &Erasure::stall), field("at", &Erasure::at)};
};

/// A link that waits for an account's owner.
struct OwnerLink {
    StallId stall;
    Bin bin;
    AccountNumber account;
    Hash code_hash;
    Instant expires_at;
};
template <>
struct Fields<OwnerLink> {
    static constexpr auto list =
        std::tuple{field("stall", &OwnerLink::stall), field("bin", &OwnerLink::bin),
                   field("account", &OwnerLink::account), field("code_hash", &OwnerLink::code_hash),
                   field("expires_at", &OwnerLink::expires_at)};
};

struct Consents {
    std::map<VendorId, Erasure> erasures;
    /// One for each account at most. One that has expired stays until the next link is made.
    std::map<OwnerAskId, OwnerLink> owner_links;
};
template <>
struct Fields<Consents> {
    static constexpr auto list =
        std::tuple{field("erasures", &Consents::erasures), field("owner_links", &Consents::owner_links)};
};

}  // namespace choqr::book
