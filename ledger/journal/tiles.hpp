#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "journal/checkpoint.hpp"

namespace choqr::journal {

/// One file of a C2SP tlog-tiles log: hashes of a level, or the entries themselves.
struct TilePath {
    bool entries = false;  ///< tile/entries/…; then level is 0.
    unsigned level = 0;    ///< 0 to 63.
    std::uint64_t index = 0;
    unsigned width = 256;  ///< 256 is a full tile; fewer is partial (".p/W").

    /// "tile/0/x001/x234/067.p/8".
    std::string text() const;
    static std::optional<TilePath> parse(std::string_view text);
};

/// The bytes of a tile of the tree of `size` records, which must be committed: hashes, or for entries two
/// bytes of length before each. errc::not_committed unless that tree has this tile, with at least this width.
/// Any thread.
Result<std::string> read_tile(const JournalFiles& journal, const TilePath& path, std::uint64_t size);

/// Writes the whole log under `checkpoint` as static files (checkpoint, tile/…) that any tlog-tiles client
/// reads. Full tiles that are there already are left alone. With entries, the records themselves: only for
/// those who may see them.
Result<void> write_static_log(const JournalFiles& journal, const SignedCheckpoint& checkpoint,
                              world::Directory& into, bool with_entries);

}  // namespace choqr::journal
