#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "journal/errc.hpp"
#include "journal/format.hpp"
#include "journal/tree_files.hpp"
#include "world/directory.hpp"

namespace choqr::journal {

/// The journal cannot be opened. Thrown inside the library only; JournalFiles::open() turns it into its
/// answer.
struct Refused {
    Error error;
    std::string sentence;
};

/// Where a record stands; noted for every 256th, so that any record is found by reading a few.
struct Place {
    std::uint64_t sequence = 0;
    std::uint64_t offset = 0;
    static constexpr std::uint64_t distance = 256;
};

struct SegmentOutline {
    std::uint64_t first = 0;
    std::uint64_t data_offset = 0;
};

/// How many bytes of each mark slot are in use. What a shorter mark leaves of a longer one is zeroed, so that
/// every byte of a slot is either checked or zero.
using SlotUse = std::array<std::size_t, 2>;

/// The files of a ledger after recovery: what the writer goes on from.
struct OpenedSegments {
    std::vector<SegmentOutline> segments;  ///< In order; the last is the one written to.
    format::SegmentHeader header;          ///< Of the last.
    std::unique_ptr<world::File> last;
    std::uint64_t last_bytes = 0;  ///< Its preallocated size.
    std::uint64_t offset = 0;      ///< Where the next batch goes.
    unsigned newest_slot = 0;
    SlotUse slot_use{};
    TreeEdge edge;              ///< Of all records.
    std::vector<Place> places;  ///< In the last segment.
    TreeFiles::Nodes nodes;     ///< Completed by the last segment's records.
    std::string note;           ///< What recovery did, for the log.
};

/// Reads every header, follows the chain of segments, decides about the tail by the recovery table, rewrites
/// and syncs what no sync is known to have covered. Throws Refused.
OpenedSegments open_segments(world::Directory& directory);

/// The names of segment files, in order.
Result<std::vector<std::string>> list_segments(world::Directory& directory);

/// One batch's bytes with the mark that covers it.
struct MarkedBatch {
    format::Mark mark;
    std::string_view bytes;
};
/// A mark slot of a segment, and what is in use of both.
struct Slot {
    unsigned number;
    SlotUse& used;
};
/// Writes the batch and its mark and syncs them: together if the mark can hold a copy, else the batch first.
Result<void> write_marked(world::File& file, const format::SegmentHeader& header, const MarkedBatch& batch,
                          Slot slot);
/// The second half of that, for a batch whose bytes are written and not yet synced.
Result<void> mark_written(world::File& file, const format::SegmentHeader& header, const MarkedBatch& batch,
                          Slot slot);
/// The same for a batch too large for a copy, after its bytes are written and synced.
Result<void> write_mark_synced(world::File& file, const format::SegmentHeader& header,
                               const format::Mark& mark, Slot slot);
/// The one place where a batch is made durable.
Result<void> sync_batch(world::File& file);
/// Whether a mark has room for a copy of a batch of so many bytes.
bool fits_mark(const format::SegmentHeader& header, std::size_t batch_bytes);

/// Adds entries to the tree and appends the tile nodes that they complete, those of one level in order.
void push_entries(TreeEdge& edge, std::span<const std::string_view> entries, TreeFiles::Nodes& nodes);

}  // namespace choqr::journal
