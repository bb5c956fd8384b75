#pragma once

#include <string>
#include <string_view>

#include "world/random.hpp"

namespace choqr::gateway {

/// A new secret of 256 bits: "choqr_" and 64 hex digits, so that secret scanners recognise one that leaked.
std::string make_token(world::Random& random);
/// Whether `text` has that form.
bool is_token(std::string_view text);

}  // namespace choqr::gateway
