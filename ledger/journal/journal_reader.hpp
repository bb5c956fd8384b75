#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "journal/errc.hpp"
#include "journal/format.hpp"
#include "world/directory.hpp"

namespace choqr::journal {

/// Reads a ledger's files without the writer's lock: beside a running gateway, or of a copy. What it shows is
/// what was acknowledged when it was opened, whatever is appended meanwhile. Changes nothing, repairs
/// nothing. One thread; the Directory outlives it.
class JournalReader {
public:
    /// One segment as far as it was acknowledged: bytes that no longer change.
    struct Segment {
        std::string name;
        format::SegmentHeader header;
        std::uint64_t end = 0;   ///< Of the acknowledged bytes.
        bool closed = false;     ///< Another one follows: the file is final.
        unsigned slot = 0;       ///< Where the mark that says so stands, and
        std::string slot_bytes;  ///< its bytes, with the copy of the last batch.
        std::uint64_t next = 0;  ///< One past the last acknowledged record.
        Hash root;               ///< Of all records before `next`.
    };

    /// errc::no_ledger; checksum_mismatch, segment_missing, foreign_segment, format_unknown for what cannot
    /// be read. `sentence`, if given, receives one line for the operator.
    static Result<JournalReader> open(world::Directory& directory, std::string* sentence = nullptr);

    TreeHead head() const { return {segments_.back().next, segments_.back().root}; }
    Salt ledger_id() const { return segments_.front().header.ledger_id; }
    const std::vector<Segment>& segments() const { return segments_; }

    /// Calls `visit` with the records of [from, to), in order, until it says no. Every checksum passed is
    /// checked: errc::checksum_mismatch at the first record that is not what was written.
    Result<void> read(Sequence from, Sequence to, const std::function<bool(const RecordView&)>& visit) const;

private:
    explicit JournalReader(world::Directory& directory) : directory_{&directory} {}
    Result<void> take(const std::string& name, std::string* sentence);
    enum class Visitor { wants_more, has_enough };
    Result<Visitor> read_segment(const Segment& segment, Sequence from, Sequence to,
                                 const std::function<bool(const RecordView&)>& visit) const;

    world::Directory* directory_;
    std::vector<Segment> segments_;
};

}  // namespace choqr::journal
