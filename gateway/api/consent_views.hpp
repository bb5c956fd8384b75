#pragma once

#include <vector>

#include "access/shown_stall.hpp"
#include "json/writer.hpp"
#include "reports/consents.hpp"

// How what people have agreed to looks in JSON. Everything appends one value.
namespace choqr::gateway {

/// Within this time what a vendor asked for is done, or the operator is warned.
inline constexpr std::chrono::hours erased_within{24};

/// What stands of an account's owner.
struct OwnerState {
    std::optional<bool> agrees;  ///< Absent: nobody has answered.
    std::optional<Instant> answered_at;
    std::optional<Instant> waiting_until;  ///< A link that is out and good.
};
/// Of the account in `rows`, which are those of its stall; nothing was asked: all absent.
OwnerState owner_state(const std::vector<reports::OwnerConsentRow>& rows, Bin bin,
                       const AccountNumber& number, Instant now);

/// {"answer":"yes"|"no"|null,"answered_at","waiting_until"}
void write(json::Writer& json, const OwnerState& state);
/// {"version","vi","en","sha256"}
void write(json::Writer& json, const merchants::ConsentText& text);
/// {"at","status","version","how","by"}: by the vendor's own phone, or before a witness.
void write(json::Writer& json, const reports::ConsentRow& row);
/// {"requested_at","due_at"}
void write(json::Writer& json, const reports::ErasureRow& row);

/// A stall's accounts with what their owners said: never more of a number than its last four digits.
void write_owners(json::Writer& json, const merchants::Stall& stall,
                  const std::vector<reports::OwnerConsentRow>& rows, Instant now);

}  // namespace choqr::gateway
