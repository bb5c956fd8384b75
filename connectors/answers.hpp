#pragma once

#include <string>
#include <string_view>

#include "connectors/connector.hpp"

namespace choqr::connectors {

/// The status with which a provider that has no words of its own is refused: 401, 400, 415 or 422.
int status_of(Rejection why);
/// Stable, for programs: "invalid_signature", "malformed", ….
std::string_view code_of(Rejection why);
/// One Vietnamese sentence for people.
std::string_view sentence_vi(Rejection why);

inline constexpr int busy_retry_after_s = 1;
inline constexpr int unavailable_retry_after_s = 5;

}  // namespace choqr::connectors
