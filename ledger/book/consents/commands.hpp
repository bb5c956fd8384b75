#pragma once

#include <cstdint>
#include <optional>

#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/time.hpp"
#include "merchants/places.hpp"

// What vendors, and the owners of accounts who are not, say yes or no to; and what vendors may ask of what is
// known of them.
namespace choqr::book {

/// A vendor's yes to merchants::consent_texts().
struct ConsentAnswer {
    std::uint32_t version = 0;
    merchants::ConsentHow how = merchants::ConsentHow::tap;
    TokenId by;                  ///< On whose screen it was given.
    bool is_own_device = false;  ///< The vendor's own. Else `by` has witnessed it.
};

/// After a "no" only a device that was there when it was said, or the operator, brings a "yes": whoever saw
/// no name any more could else see it again by saying so.
struct GiveConsent {
    StallId stall;
    ConsentAnswer answer;
};

struct WithdrawConsent {
    StallId stall;
};

/// The vendor asks to be erased (EraseVendor), which is for the operator to do.
struct RequestErasure {
    StallId stall;
};
struct WithdrawErasure {
    StallId stall;
};

/// The owner of one of the stall's accounts, who is not its vendor, is asked by a link: once, until it
/// expires. Only the hash of its code is ever stored. A new link for the same account replaces an older one.
struct AskOwner {
    StallId stall;
    merchants::AccountKey account;
    Hash code_hash;
    Instant expires_at;
};

struct AnswerOwner {
    Hash code_hash;
    bool agrees = false;
};

}  // namespace choqr::book
