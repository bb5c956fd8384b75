#pragma once

#include <string>
#include <string_view>

#include "world/random.hpp"

namespace choqr::gateway {

/// What the tokens are labelled with that `choqr init` and `choqr operator-token` leave in the ledger's
/// folder.
inline constexpr std::string_view label_of_init = "choqr init",
                                  label_of_operator_token = "choqr operator-token";

/// A new secret of 256 bits: "choqr_" and 64 hex digits, so that secret scanners recognise one that leaked.
std::string make_token(world::Random& random);
/// Whether `text` has that form.
bool is_token(std::string_view text);

}  // namespace choqr::gateway
