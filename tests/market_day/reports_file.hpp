#pragma once

#include <filesystem>
#include <string>

#include "world/random.hpp"

namespace choqr::market_day {

/// The reports' file in a directory of its own, in memory where the machine has such a place, and what may
/// happen to it while nobody has it open. SQLite opens its file itself, so that this one disk is real.
class ReportsFile {
public:
    ReportsFile();
    ~ReportsFile();
    ReportsFile(const ReportsFile&) = delete;
    ReportsFile& operator=(const ReportsFile&) = delete;

    const std::filesystem::path& path() const { return path_; }

    /// Something of it, or nothing; says what. `power`: what SQLite wrote last may be gone.
    std::string misfortune(world::Random& chance, bool power);

private:
    std::string spoil_snapshot(world::Random& chance) const;

    std::filesystem::path directory_, path_, older_;
};

}  // namespace choqr::market_day
