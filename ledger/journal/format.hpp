#pragma once

// The bytes of docs/journal-format.md: how headers, batches, records and marks are written and read. Pure: no
// file is touched here. All numbers are big-endian.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "base/sequence.hpp"
#include "journal/merkle.hpp"
#include "journal/record.hpp"

namespace choqr::journal::format {

constexpr std::uint32_t version = 1;
constexpr std::size_t header_bytes = 4096;
constexpr std::size_t mark_bytes = 96;  ///< A mark without its copy of the batch.
constexpr std::size_t batch_header_bytes = 24;
constexpr std::size_t record_header_bytes = 34;
constexpr std::size_t entry_offset =
    16;  ///< Within a record: type, salt and payload, the Merkle entry, follow.
constexpr std::uint64_t no_segment = ~std::uint64_t{0};

/// "00000000000000001234.log": the segment whose first record is 1,234.
std::string segment_name(Sequence first);
std::optional<Sequence> parse_segment_name(std::string_view name);

/// Every checksum starts from the ledger's id, so that bytes of another ledger never fit.
std::uint32_t checksum_seed(const Salt& ledger_id);

/// The first 4,096 bytes of a segment.
struct SegmentHeader {
    Salt ledger_id{};
    std::uint64_t first = 0;
    std::uint64_t previous_first = no_segment;  ///< The segment before; `no_segment` in the first.
    std::uint64_t slot_bytes = 0;               ///< Size of each of the two mark slots after the header.
    TreeEdge edge;                              ///< Of the tree of all records before `first`.

    std::uint64_t slot_offset(unsigned slot) const { return header_bytes + slot * slot_bytes; }
    std::uint64_t data_offset() const { return header_bytes + 2 * slot_bytes; }
};
std::string encode(const SegmentHeader& header);

enum class HeaderFault { none, not_a_segment, newer_version, damaged };
struct ReadHeader {
    HeaderFault fault = HeaderFault::none;
    SegmentHeader header;
};
ReadHeader decode_header(std::string_view bytes);

/// The high-water mark: what is acknowledged, up to and with one batch. Small batches are carried in it a
/// second time.
struct Mark {
    std::uint64_t first = 0;  ///< The batch's first sequence.
    std::uint64_t next =
        0;  ///< One past its last: the size of the tree. Equal to `first` in a fresh segment.
    std::uint64_t offset = 0;  ///< Where the batch begins in the segment.
    std::uint64_t bytes = 0;   ///< Its length.
    Hash root;                 ///< Of the tree of `next` records.
    bool holds_copy = false;
};
/// `slot` is written too, so that one slot's bytes do not pass for the other's.
std::string encode(const Mark& mark, unsigned slot, std::uint32_t seed, std::string_view batch);

struct ReadMark {
    Mark mark;
    std::string_view copy;  ///< The batch, if the mark holds it.
};
/// Nothing if the bytes are torn, damaged or another slot's.
std::optional<ReadMark> decode_mark(std::string_view bytes, unsigned slot, std::uint32_t seed);

struct BatchHeader {
    std::uint64_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t body_bytes = 0;
};
bool looks_like_batch(std::string_view bytes);
std::optional<BatchHeader> decode_batch_header(std::string_view bytes, std::uint32_t seed);

/// A record in place; views into the bytes it was read from.
struct FramedRecord : RecordView {
    std::size_t frame_bytes = 0;
};
/// The payload's length as written, unchecked; at least record_header_bytes must be there.
std::uint32_t record_payload_bytes(std::string_view bytes);
std::uint64_t record_sequence(std::string_view bytes);
/// Nothing if the bytes are too short or the checksum does not fit.
std::optional<FramedRecord> decode_record(std::string_view bytes, std::uint32_t seed);

/// The batch at the front of `bytes` if it is whole: header, every record, sequences without gap from
/// `first`.
struct BatchView {
    BatchHeader header;
    std::size_t bytes = 0;
    std::vector<FramedRecord> records;

    std::vector<std::string_view> entries() const;
};
std::optional<BatchView> decode_batch(std::string_view bytes, std::uint32_t seed, std::uint64_t first);

/// Builds a batch in place; reused from batch to batch.
class BatchWriter {
public:
    /// `records`: all that will be added, so that the header is there from the beginning.
    void start(std::uint64_t first, std::span<const Record> records, std::uint32_t seed);
    /// The entry just written, for hashing; valid until the next start().
    std::string_view add(const Record& record, const Salt& salt, std::uint32_t seed);
    /// What is there so far; after the last add() the whole batch.
    std::string_view bytes() const { return {bytes_.get(), used_}; }

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    std::size_t used_ = 0;
    std::uint64_t next_ = 0;
};

std::size_t encoded_bytes(std::span<const Record> batch);

}  // namespace choqr::journal::format
