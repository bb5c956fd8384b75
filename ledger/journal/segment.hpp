#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "journal/format.hpp"
#include "world/directory.hpp"

namespace choqr::journal {

/// A sliding window over a file, for reading it once from front to back in large pieces.
class Window {
public:
    static constexpr std::size_t read_ahead_bytes = 1u << 20;

    explicit Window(const world::File& file, std::size_t read_ahead = read_ahead_bytes)
        : file_{file}, read_ahead_{read_ahead} {}
    /// `count` bytes from `offset`, fewer at the end of the file; valid until the next call.
    Result<std::string_view> view(std::uint64_t offset, std::size_t count);

    /// The same if it needs no reading: what was returned before stays valid.
    std::optional<std::string_view> at_hand(std::uint64_t offset, std::size_t count) const;

    void forget() { filled_ = 0; }

private:
    const world::File& file_;
    std::size_t read_ahead_;
    std::size_t ahead_ =
        64u << 10;  ///< Doubles up to read_ahead_: who wants the last few records waits for no megabyte.
    std::vector<char> buffer_;
    std::size_t filled_ = 0;
    std::uint64_t begin_ = 0;
};

/// Reads whole batches one after the other.
class BatchScan {
public:
    BatchScan(const world::File& file, std::uint32_t seed, std::uint64_t offset, std::uint64_t first)
        : window_{file}, seed_{seed}, offset_{offset}, next_{first} {}

    /// The next batch, or nothing where no whole batch of the next sequence begins. Views last until the next
    /// call.
    Result<std::optional<format::BatchView>> next();

    /// Whether next() returns without reading on, so that earlier views stay valid.
    bool next_is_at_hand() const;

    std::uint64_t offset() const { return offset_; }  ///< Just after the last batch returned.
    std::uint64_t next_sequence() const { return next_; }
    /// Whether a batch of the next sequence was begun at offset(): its header is whole.
    Result<bool> begins_a_batch();

    /// The bytes under the scan were rewritten: read them anew.
    void forget() { window_.forget(); }

    /// How far from offset() on there are bytes other than zero, as an offset; offset() itself if there are
    /// none.
    Result<std::uint64_t> end_of_rest();
    /// The offset of a whole batch of this ledger in [offset(), end) with a sequence of at least
    /// next_sequence().
    Result<std::optional<std::uint64_t>> find_later_batch(std::uint64_t end);

private:
    Result<std::optional<format::BatchView>> batch_at(std::uint64_t offset,
                                                      std::optional<std::uint64_t> first);

    Window window_;
    std::uint32_t seed_;
    std::uint64_t offset_;
    std::uint64_t next_;
};

/// The two mark slots of a segment as read. Views into `bytes`.
struct MarkSlots {
    std::string bytes[2];
    std::optional<format::ReadMark> marks[2];

    /// The slot with the newest readable mark.
    std::optional<unsigned> newest() const;
    /// A slot with a copy of the batch `first` at `offset`.
    std::optional<unsigned> copy_of(std::uint64_t first, std::uint64_t offset) const;
};
Result<MarkSlots> read_marks(const world::File& file, const format::SegmentHeader& header,
                             std::uint32_t seed);

}  // namespace choqr::journal
