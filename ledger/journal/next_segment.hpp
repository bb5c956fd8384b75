#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "journal/format.hpp"
#include "journal/helper.hpp"
#include "world/directory.hpp"

namespace choqr::journal {

/// A file that will be a segment: it has its size, no header and not its name. Its name ends in ".log.tmp",
/// so a start that finds it removes it.
struct BlankSegment {
    std::unique_ptr<world::File> file;
    std::string name;
    std::uint64_t bytes = 0;
    std::uint64_t zeroed =
        0;  ///< Written full of zeros up to here; beyond, space is reserved that reads as zeros.
};
/// world::disk_errc::no_space: nothing of it is left.
Result<BlankSegment> blank_segment(world::Directory& directory, std::string name, std::uint64_t bytes);

/// Makes it the segment of `header`: synced, then named, and the name synced.
Result<void> name_segment(world::Directory& directory, const BlankSegment& blank,
                          const format::SegmentHeader& header);

/// The segment after the current one, made beforehand and, as far as batches are small, written full of zeros
/// while the current one fills: a batch over zeros is synced sooner, since the file system need not note
/// which blocks are in use. For a large batch that is little beside writing all its bytes twice
/// (docs/decisions/0204). Whatever fails here fails nothing: the segment is then made when it is needed.
/// Called by the appending thread; the files are touched by the helper alone.
class NextSegment {
public:
    struct Sizes {
        std::uint64_t segment_bytes;
        std::uint64_t zeroed_batch_bytes;  ///< Larger batches ask for no zeros.
    };
    NextSegment(world::Directory& directory, Sizes sizes, Helper::Runs runs)
        : directory_{directory}, sizes_{sizes}, helper_{runs} {}

    /// After each append: `appended` more bytes are in the current segment, `used` in all.
    void prepare(std::uint64_t appended, std::uint64_t used);
    /// The segment as far as it is zeroed, if there is one of at least this size. Waits for one write at
    /// most.
    std::optional<BlankSegment> take(std::uint64_t bytes_min);

private:
    void zero(std::uint64_t bytes);
    void drop();

    // Constant after construction.
    world::Directory& directory_;
    const Sizes sizes_;

    // The appending thread.
    bool begun_ = false;      ///< The next segment was asked for.
    std::uint64_t owed_ = 0;  ///< Bytes to be zeroed, collected until they are worth a write.

    // The helper; the appending thread after waiting for it.
    std::optional<BlankSegment> blank_;
    bool failed_ = false;  ///< Until the next segment.

    std::atomic<bool> wanted_{false};  ///< take() waits: no more zeros.
    Helper helper_;
};

}  // namespace choqr::journal
