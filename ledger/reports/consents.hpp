#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "merchants/places.hpp"

namespace choqr::reports {

class Readers;

/// A yes or a no of a stall's vendor.
struct ConsentRow {
    Sequence sequence;
    Instant at;
    std::optional<VendorId> vendor;
    std::optional<std::uint32_t> version;  ///< Absent: a no.
    std::optional<merchants::ConsentHow> how;
    std::optional<TokenId> witness;
};

/// A vendor who waits to be erased.
struct ErasureRow {
    VendorId vendor;
    StallId stall;
    Sequence sequence;
    Instant at;
};

/// What the owner of a stall's account was asked last, and answered last.
struct OwnerConsentRow {
    StallId stall;
    Bin bin;
    AccountNumber number;
    OwnerAskId asked;
    Instant asked_at, expires_at;
    bool used = false;  ///< That link was answered.
    std::optional<bool> agrees;
    std::optional<Instant> answered_at;
};

/// An account that a stall has, or had.
struct AccountRow {
    merchants::Account account;
    Instant added_at;
    std::optional<Instant> removed_at;
};

/// What vendors and account owners have said, and who waits to be erased. Any thread; `readers` outlives it.
class Consents {
public:
    explicit Consents(Readers& readers) : readers_{readers} {}

    Result<std::vector<ConsentRow>> consents(StallId stall) const;
    Result<std::optional<ErasureRow>> erasure(VendorId vendor) const;
    /// All who wait, the longest first.
    Result<std::vector<ErasureRow>> erasures(std::optional<Sequence> after, std::size_t limit) const;
    Result<std::vector<OwnerConsentRow>> owner_consents(StallId stall) const;
    Result<std::vector<OwnerConsentRow>> owner_consents_in(MarketId market) const;
    Result<std::optional<OwnerConsentRow>> owner_consent(const Hash& code) const;
    /// All that the stall ever had, in order.
    Result<std::vector<AccountRow>> accounts(StallId stall) const;

private:
    Readers& readers_;
};

}  // namespace choqr::reports
