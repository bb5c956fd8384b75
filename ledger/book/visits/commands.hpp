#pragma once

#include <optional>

#include "base/hash.hpp"
#include "base/ids.hpp"
#include "merchants/visit.hpp"

// What volunteers say of their way through a market.
namespace choqr::book {

/// The same visit told again by the same caller is no second one. Refused: visit_out_of_time, by
/// Visit::told_within and Visit::clock_ahead; stand_version_unknown.
struct VisitStall {
    StallId stall;
    merchants::Visit visit;           ///< With a reason if it was refused, and only then.
    std::uint32_t stand_version = 0;  ///< If a stand was handed over: which; else 0.
    std::optional<Hash> photo{};      ///< SHA-256 of a picture of it.
};

}  // namespace choqr::book
