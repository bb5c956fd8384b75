#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace choqr::book {

/// Tells references that were never added from those that perhaps were. Grows by segments of one size, each a
/// blocked Bloom filter: one cache line per question and segment. No false "no"; about 2 in 1,000 false
/// "perhaps" per full segment (seen_filter_test.cpp measures it). Keys are 64-bit hashes.
class SeenFilter {
public:
    static constexpr std::size_t keys_per_segment = 1u << 19;
    static constexpr std::size_t bits_per_key = 16;

    void add(std::uint64_t key);
    bool perhaps(std::uint64_t key) const;
    /// Has the memory fetched that add() will change, if no segment begins in between.
    void expect(std::uint64_t key) const;
    /// Bytes of memory, for the report of the book's size.
    std::size_t memory() const { return segments_.size() * segment_bytes; }

    /// For the book's snapshot: appends the number of segments, then per segment its number of keys and its
    /// bytes, least significant first.
    static constexpr std::size_t segment_bytes = keys_per_segment * bits_per_key / 8;
    template <class Number>
    void write(std::string& to, Number number) const {
        number(segments_.size());
        for (const auto& segment : segments_) {
            number(segment.keys);
            append_bytes(to, segment.blocks);
        }
    }
    /// Adds what write() gave: `bytes` has segment_bytes of them.
    void add_segment(std::size_t keys, std::string_view bytes);

private:
    using Block = std::array<std::uint64_t, 8>;  // One cache line.
    static constexpr std::size_t block_count = keys_per_segment * bits_per_key / 512;
    static void append_bytes(std::string& to, const std::vector<Block>& blocks);
    struct Segment {
        std::vector<Block> blocks = std::vector<Block>(block_count);
        std::size_t keys = 0;
    };
    std::vector<Segment> segments_;
};

}  // namespace choqr::book
