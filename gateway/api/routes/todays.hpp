#pragma once

#include "api/api.hpp"

// What whoever helps at a stall for a day is shown: the stall's today, and nothing of the others.
namespace choqr::gateway {

/// The business day of the stall's market now.
Day today_at(const reports::Reports& reports, const merchants::Stall& stall, Instant now);
bool sees(const Principal& caller, const reports::Reports& reports, const merchants::Stall& stall, Day day,
          Instant now);
/// A transfer that stands at the stall, if it is of a day that the caller sees. Nothing: there is none.
std::optional<reports::TransferRow> seen_transfer(const Principal& caller, const reports::Reports& reports,
                                                  const merchants::Stall& stall, TransferId id, Instant now);

/// The stall that the caller is of; of whoever is of more than one, the one that they name. Nothing: it is
/// not there for them.
std::optional<merchants::Stall> calling_stall(const Api& api, const Call& call,
                                              const std::optional<std::string>& named);
/// The parameter by which a phone of several stalls says for which it calls.
inline constexpr http::Parameter calling_stall_parameter{"stall_id",
                                                         "Of a phone of several stalls: which of them calls"};

}  // namespace choqr::gateway
