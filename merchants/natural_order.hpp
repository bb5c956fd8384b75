#pragma once

#include <string>
#include <string_view>

namespace choqr::merchants {

/// The order in which one walks an aisle: runs of digits compare as numbers, letters without case or
/// Vietnamese marks, so "A2" stands before "A10" and "B-9" before "B-12". A strict weak order that is total
/// on different texts: equal by these rules ("A02" and "A2") falls back to the bytes.
bool natural_less(std::string_view a, std::string_view b);

/// Bytes that sort in that order but for its last rule, for whoever keeps texts sorted.
std::string natural_key(std::string_view text);

}  // namespace choqr::merchants
