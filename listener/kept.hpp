#pragma once

#include <optional>
#include <string>

#include "base/sequence.hpp"
#include "base/time.hpp"

namespace choqr::listener {

/// What a listener knows after a restart: who it is, and what it has said.
struct Kept {
    std::string origin;  ///< Of the gateway, "http://192.168.1.20:8080".
    std::string cookie;  ///< "choqr-device-st17=choqr_…": whoever has it is this device.
    std::string path;    ///< Of its stream, "/v1/stalls/st17/live".
    std::optional<Sequence> heard{};
    Instant at{};  ///< When it last heard the gateway.
};

/// Nothing where there is no such file. Throws std::runtime_error with a sentence where it is not one of
/// ours.
std::optional<Kept> read_kept(const std::string& file);
/// The old file or the new one, whenever the power goes; for its owner alone (0600). In two steps: only what
/// is said between them, and not renamed, is said a second time. They throw std::runtime_error with a
/// sentence.
void prepare_to_keep(const std::string& file, const Kept& kept);
void keep_prepared(const std::string& file);
/// Where it is unless told: $XDG_STATE_HOME/choqr/speak.json, or ~/.local/state/choqr/speak.json.
std::string usual_file();

}  // namespace choqr::listener
