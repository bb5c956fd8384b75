#pragma once

#include <fstream>
#include <nlohmann/json.hpp>

#include "voice/region.hpp"

// tests/vectors/speech.json: what the C++ and the TypeScript are both held to.
inline const nlohmann::json& speech_vectors() {
    static const auto vectors =
        nlohmann::json::parse(std::ifstream{CHOQR_SOURCE_DIR "/tests/vectors/speech.json"});
    return vectors;
}

inline choqr::voice::Region region_of(const nlohmann::json& row) {
    return row.value("region", "north") == "south" ? choqr::voice::Region::south
                                                   : choqr::voice::Region::north;
}
