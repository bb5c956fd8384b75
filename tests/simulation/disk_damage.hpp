#pragma once

#include <optional>
#include <string>

#include "world/memory_directory.hpp"
#include "world/random.hpp"

namespace choqr::simulation {

/// `all_files`: the tree of hashes too, and whole segments that are missing or in another's place.
enum class Target { segments_and_checkpoint, all_files };

/// Does to a ledger's files what no crash does: a bit flips, a write is lost, goes to another place too or is
/// done twice. Mostly near the end of the last segment. What was done; nothing if it changed nothing.
std::optional<std::string> damage_ledger(world::MemoryDirectory& disk, world::Random& chance, Target target);

}  // namespace choqr::simulation
