#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "base/result.hpp"
#include "base/sequence.hpp"
#include "journal/errc.hpp"
#include "journal/record.hpp"
#include "world/directory.hpp"
#include "world/random.hpp"

namespace choqr::journal {

namespace format {
struct RecordView;
}
class TreeFiles;

struct Options {
    /// A segment is preallocated at this size; a batch never straddles two. At least 1 MiB outside of tests.
    std::uint64_t segment_bytes = 64u << 20;
    /// A batch too large for a copy in its mark goes to the disk in pieces of about this size, each while the next is made. For
    /// batches larger than this no zeros are written beforehand.
    std::size_t piece_bytes = 256u << 10;
    /// Hashes of large batches are computed, and the next segment is made, on threads of the journal's own. Without, all runs
    /// in the caller's thread in an order that follows from the calls alone: for simulations.
    bool threads = true;
};

/// The journal on disk: an ordered list of records that only grows (docs/journal-format.md). The synchronous half: it
/// knows files and has no loop; what it does on threads of its own (Options::threads) no caller sees.
///
/// Threads: open(), append() and destruction by one thread at a time. Everything marked "any thread" may run at the same
/// time as an append. The Directory and Random outlive it.
class JournalFiles {
public:
    /// A batch's bytes with all framing; more is refused with errc::record_too_large.
    static constexpr std::size_t batch_bytes_max = 16u << 20;
    static constexpr std::size_t record_overhead_bytes = 34;  ///< Framing beside the payload, per record.
    static constexpr std::size_t batch_overhead_bytes = 24;   ///< And per batch.

    /// Makes an empty ledger. errc::ledger_exists if there is one, whole or damaged. The only way a ledger comes to be.
    static Result<void> create(world::Directory& directory, world::Random& random, Options options = {});

    /// Locks, recovers and opens. When it returns, everything it will ever serve is synced, the high-water mark included.
    /// On error `sentence`, if given, receives one line for the operator: file, offset, what is wrong, what to do.
    static Result<JournalFiles> open(world::Directory& directory, world::Random& random, Options options = {},
                                     std::string* sentence = nullptr);

    JournalFiles(JournalFiles&&) noexcept;
    JournalFiles& operator=(JournalFiles&&) noexcept;
    ~JournalFiles();

    /// Appends `batch` in order, all or nothing, as `expected_next`, `expected_next` + 1 …; an empty batch does nothing.
    /// On success the records are on disk and covered by the high-water mark: no crash and no single damaged sector takes
    /// them away silently. Read by others from then on.
    /// errc::conflict, errc::record_too_large, errc::no_space: nothing of the batch is kept and the journal goes on.
    /// errc::tail_unknown: the records may or may not be found at the next start; the journal refuses everything
    /// further and the process should exit.
    Result<void> append(Sequence expected_next, std::span<const Record> batch);

    /// The sequence that the next record gets. The appending thread.
    Sequence next_sequence() const;

    /// One past the last acknowledged record: read() serves what is below. Any thread.
    Sequence committed() const;

    /// Records from `from`, in order, at most `max_records` and about `max_bytes` of payload (at least one record if there
    /// is one). Empty at the end. Checks every checksum it passes. errc::checksum_mismatch or errc::unreadable: that record
    /// is damaged on disk. errc::tail_unknown after a failed append. Any thread.
    Result<std::vector<StoredRecord>> read(Sequence from, std::size_t max_records, std::size_t max_bytes) const;

    /// Calls `visit` with every record from `from` on that is committed now, in order, until it says no. In place: the views
    /// last as long as the call. For whoever reads it all; the same checks and errors as read(). Any thread.
    Result<void> visit(Sequence from, const std::function<bool(const format::RecordView&)>& visit) const;

    /// Size and root hash of all committed records. Any thread.
    TreeHead head() const;
    Hash root() const { return head().root; }

    /// Sixteen random bytes chosen at creation; in every segment. Any thread.
    Salt ledger_id() const;

    /// What recovery found at open(), one line: "clean", "a torn batch of 312 bytes was cut …". For the log.
    const std::string& recovery_note() const;

    /// The tree's node hashes, for proofs and tiles (journal/tree_files.hpp). Any thread.
    TreeFiles& tree() const;

private:
    struct State;
    explicit JournalFiles(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace choqr::journal
