#pragma once

#include <string_view>

/// The files of config/demo, as the program carries them.
namespace choqr::gateway::demo_files {

extern const std::string_view configuration;  ///< choqr.json, with `secret_place` where a secret belongs.
extern const std::string_view market;         ///< market.json: the body of POST /v1/markets.
extern const std::string_view stalls;         ///< stalls.csv

inline constexpr std::string_view secret_place = "whsec_REPLACE";
inline constexpr std::string_view market_code = "vungtau";  ///< In `market`.

}  // namespace choqr::gateway::demo_files
