#pragma once

#include <optional>
#include <string>
#include <vector>

#include "merchants/places.hpp"
#include "reports/rows.hpp"

// Stalls with their accounts, in one statement. For the .cpp files of this library.
namespace choqr::reports {

/// `which`: what follows FROM stall, with an order and a limit if there may be several.
std::string select_stalls(std::string_view which);

/// In aisle order.
std::vector<merchants::Stall> stalls_of(sqlite::Rows rows);
std::optional<merchants::Stall> only_stall(sqlite::Rows rows);

/// Of six columns: stand_version, stand_since, stand_account_version, stand_printed, stand_bank,
/// stand_handed_over.
merchants::StandState stand_at(const sqlite::Rows& row, int column);

}  // namespace choqr::reports
