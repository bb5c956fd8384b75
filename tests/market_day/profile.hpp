#pragma once

#include <cstddef>
#include <cstdint>

#include "chance.hpp"
#include "world/memory_directory.hpp"

namespace choqr::market_day {

/// What kind of day it is: which faults can strike at all, and how the program is set. Most days have only a
/// few kinds of faults, so that each kind is also seen alone.
struct Profile {
    world::DiskFaults faults;
    unsigned read_fails = 0;  ///< While it starts: later nobody would see more of a failed read than a 500.
    unsigned damage_per_mille = 0;  ///< Of lives that end with some bytes changed on the disk.
    bool disk_fills = false, power_often = false, clock_jumps = false;
    bool restless = false;  ///< Many short lives.
    std::size_t references_kept = 0;
    std::uint64_t forget_every = 1, snapshot_every = 1;
};

Profile draw_profile(Chance& chance);

}  // namespace choqr::market_day
