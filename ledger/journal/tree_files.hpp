#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <span>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "base/result.hpp"
#include "journal/errc.hpp"
#include "journal/merkle.hpp"
#include "world/directory.hpp"

namespace choqr::journal {

/// The hashes that proofs and tiles are made of, one file per tile level: "tree-L" holds the hash of every
/// completed subtree of 256^L records, 32 bytes each, so that tile N of level L of C2SP tlog-tiles is its
/// bytes from N * 8,192. Derived from the records: whatever is missing or wrong here is rebuilt from them.
/// Synced when a segment is full.
///
/// flush() by one thread at a time, add() by one, load(), clear() and sync() when neither runs; the rest from
/// any thread.
class TreeFiles {
public:
    static constexpr unsigned levels = 8;
    static constexpr std::uint64_t tile_width = 256;

    explicit TreeFiles(world::Directory& directory) : directory_{directory} {}

    /// Takes over what is stored for the first `base.size()` records and drops the rest. errc::tree_damaged:
    /// what is stored does not have base's root; then start anew with clear() and add().
    Result<void> load(const TreeEdge& base);
    Result<void> clear();

    /// By level, in the order in which the tree completes them.
    using Nodes = std::array<std::vector<Hash>, levels>;
    /// Leaves `nodes` empty.
    void add(Nodes& nodes);

    /// How many hashes of the lowest level are only in memory.
    std::size_t waiting() const;
    /// Writes what is only in memory.
    Result<void> flush();
    /// Everything added is on disk when it succeeds.
    Result<void> sync();

    /// The hash of leaves [index * 2^height, (index + 1) * 2^height). errc::not_committed beyond what was
    /// added.
    Result<Hash> node(unsigned height, std::uint64_t index) const;
    /// `width` hashes (1 to 256) of tile `index`, concatenated.
    Result<std::string> tile(unsigned level, std::uint64_t index, unsigned width) const;
    NodeReader reader() const;

private:
    struct Level {
        std::unique_ptr<world::File> file;
        std::uint64_t stored = 0;
        std::vector<Hash> tail;  ///< After the stored ones.
        bool dirty = false;
    };

    Result<void> open_level(unsigned level, std::uint64_t stored);
    Result<void> flush_level(unsigned level);
    Result<std::string> hashes(const Level& level, std::uint64_t first, std::uint64_t count) const;

    world::Directory& directory_;
    mutable std::shared_mutex mutex_;  ///< Guards levels_: adding is exclusive, reading shared.
    std::array<Level, levels> levels_;
    bool names_dirty_ = false;
};

}  // namespace choqr::journal
