#pragma once

#include <optional>
#include <string_view>

#include "merchants/codes.hpp"

namespace choqr::merchants {

/// A stall's code as a customer copies it from a stand: the heart, or all of what the transfer's text has;
/// spaces, dashes and dots in it mean nothing.
std::optional<StallCode> stall_code_from_customer(std::string_view text);

}  // namespace choqr::merchants
