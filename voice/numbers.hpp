#pragma once

#include <cstdint>
#include <string>

#include "base/vnd.hpp"
#include "voice/region.hpp"

// How Vietnamese reads a number. The same grammar stands in web/messages/speech.ts; tests/vectors/speech.json
// holds both to one truth.
namespace choqr::voice {

inline constexpr std::int64_t number_max = 999'999'999'999'999'999;

/// A whole number in words, with one space between them: 1.005.000 is "một triệu không trăm linh năm nghìn".
/// From 0 to `number_max`, which the caller holds.
std::string read_number(std::int64_t value, Region region);

/// With its unit: "hai trăm đồng". The words of thousands and millions are never left out, as people do
/// ("hai trăm"): two hundred dong once passed for two hundred thousand.
std::string read_dong(Vnd amount, Region region);
/// A sum of up to `number_max` dong, which the caller holds.
std::string read_dong(VndSum sum, Region region);

}  // namespace choqr::voice
