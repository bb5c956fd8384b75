#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "base/sequence.hpp"
#include "journal/errc.hpp"
#include "journal/record.hpp"

namespace choqr::journal {

/// Every record that is committed, on this machine: what replays, followers, proofs and answers read. It
/// holds nothing else, ever: whoever has read a record here has read what no crash takes back. Any thread,
/// also while somebody appends.
class Copy {
public:
    virtual ~Copy() = default;

    /// One past the last committed record: the others serve what is below. Never goes back.
    virtual Sequence committed() const = 0;
    /// Size and RFC 6962 root hash of all committed records; size is committed().
    virtual TreeHead head() const = 0;
    /// Records from `from`, in order, at most `max_records` and about `max_bytes` of payload (at least one
    /// record if there is one). Empty at the end. errc::checksum_mismatch or errc::unreadable: that record is
    /// damaged on disk. errc::tail_unknown after an append that ended so.
    virtual Result<std::vector<StoredRecord>> read(Sequence from, std::size_t max_records,
                                                   std::size_t max_bytes) const = 0;
    /// Calls `visit` with every record from `from` on that is committed now, in order, until it says no. In
    /// place: a view lasts as long as its call. The same errors as read().
    virtual Result<void> visit(Sequence from, const std::function<bool(const RecordView&)>& visit) const = 0;
};

/// The seam between the one who decides and the place where records become durable: the sequencer and
/// recovery know nothing else of it. JournalFiles is the local one; tests/journal/log_contract.hpp is what
/// any other has to do as well.
class Log {
public:
    /// A batch's bytes: stored_bytes() of each record, and 24 for itself; more is errc::record_too_large.
    static constexpr std::size_t batch_bytes_max = 16u << 20;
    /// What a record with this payload takes of a batch.
    static constexpr std::size_t stored_bytes(std::size_t payload_bytes) { return payload_bytes + 34; }

    virtual ~Log() = default;

    /// Appends `batch` in order, all or nothing, as `expected_next`, `expected_next` + 1 …; an empty batch
    /// does nothing. On success the records are durable, whatever may crash, *and* in the copy; nobody can
    /// read one of them before. errc::conflict, errc::record_too_large, errc::no_space: nothing of the batch
    /// is kept, and the log goes on. errc::tail_unknown: the records may or may not be found at the next
    /// start; the log refuses everything further and the process should exit. One thread.
    virtual Result<void> append(Sequence expected_next, std::span<const Record> batch) = 0;

    /// The sequence that the next record gets: the copy's committed(). The appending thread.
    virtual Sequence next_sequence() const = 0;

    virtual const Copy& copy() const = 0;
};

}  // namespace choqr::journal
