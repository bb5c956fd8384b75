#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "pictures/quick_link.hpp"

namespace choqr::gateway {

/// The bank directory in the form that pictures ask for.
std::optional<pictures::Bank> find_picture_bank(std::string_view word);
std::vector<pictures::Bank> all_picture_banks();

}  // namespace choqr::gateway
