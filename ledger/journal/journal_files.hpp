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
#include "journal/log.hpp"
#include "journal/record.hpp"
#include "world/directory.hpp"
#include "world/random.hpp"

namespace choqr::journal {

class TreeFiles;

struct Options {
    /// A segment is preallocated at this size; a batch never straddles two. At least 1 MiB outside of tests.
    std::uint64_t segment_bytes = 64u << 20;
    /// A batch too large for a copy in its mark goes to the disk in pieces of about this size, each while the
    /// next is made. For batches larger than this no zeros are written beforehand.
    std::size_t piece_bytes = 256u << 10;
    /// Hashes of large batches are computed, and the next segment is made, on threads of the journal's own.
    /// Without, all runs in the caller's thread in an order that follows from the calls alone: for
    /// simulations.
    bool threads = true;
};

/// The journal on disk: an ordered list of records that only grows (docs/journal-format.md). The synchronous
/// half: it knows files and has no loop; what it does on threads of its own (Options::threads) no caller
/// sees.
///
/// Threads: open(), append() and destruction by one thread at a time. Copy, and everything marked "any
/// thread", may be called at the same time as an append. The Directory and Random outlive it.
class JournalFiles final : public Log, public Copy {
public:
    /// Makes an empty ledger. errc::ledger_exists if there is one, whole or damaged. The only way a ledger
    /// comes to be.
    static Result<void> create(world::Directory& directory, world::Random& random, Options options = {});

    /// Locks, recovers and opens. When it returns, everything it will ever serve is synced, the high-water
    /// mark included. On error `sentence`, if given, receives one line for the operator: file, offset, what
    /// is wrong, what to do.
    static Result<JournalFiles> open(world::Directory& directory, world::Random& random, Options options = {},
                                     std::string* sentence = nullptr);

    JournalFiles(JournalFiles&&) noexcept;
    JournalFiles& operator=(JournalFiles&&) noexcept;
    ~JournalFiles() override;

    // Log and Copy: here an append is durable once it is synced and covered by the high-water mark, so that
    // no single damaged sector takes it away silently.
    Result<void> append(Sequence expected_next, std::span<const Record> batch) override;
    Sequence next_sequence() const override;
    const Copy& copy() const override { return *this; }
    Sequence committed() const override;
    Result<std::vector<StoredRecord>> read(Sequence from, std::size_t max_records,
                                           std::size_t max_bytes) const override;
    Result<void> visit(Sequence from, const std::function<bool(const RecordView&)>& visit) const override;
    TreeHead head() const override;
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
