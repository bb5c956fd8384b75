#include "book/replay/seen_filter.hpp"

#include <bit>
#include <cstring>

#include "base/assert.hpp"

namespace choqr::book {
namespace {

constexpr unsigned bits_per_question = 8;

std::uint64_t mix(std::uint64_t x) {
    x ^= x >> 33;
    x *= 0xFF51AFD7ED558CCDu;
    x ^= x >> 33;
    x *= 0xC4CEB9FE1A85EC53u;
    return x ^ (x >> 33);
}

/// One bit in each of the block's eight words, chosen by six bits of the hash each.
std::uint64_t bit_in_word(std::uint64_t hash, unsigned word) {
    return std::uint64_t{1} << ((hash >> (6 * word)) & 63);
}

}  // namespace

void SeenFilter::add(std::uint64_t key) {
    if (segments_.empty() || segments_.back().keys == keys_per_segment) segments_.emplace_back();
    auto& segment = segments_.back();
    auto& block = segment.blocks[mix(key) % block_count];
    const auto bits = mix(~key);
    for (unsigned word = 0; word < bits_per_question; ++word) block[word] |= bit_in_word(bits, word);
    ++segment.keys;
}

void SeenFilter::expect(std::uint64_t key) const {
    if (!segments_.empty()) __builtin_prefetch(&segments_.back().blocks[mix(key) % block_count], 1);
}

void SeenFilter::append_bytes(std::string& to, const std::vector<Block>& blocks) {
    static_assert(std::endian::native == std::endian::little,
                  "a snapshot holds the words as they stand in memory");
    to.append(reinterpret_cast<const char*>(blocks.data()), blocks.size() * sizeof(Block));
}

void SeenFilter::add_segment(std::size_t keys, std::string_view bytes) {
    CHOQR_ASSERT(bytes.size() == segment_bytes, "a segment of the filter has one size");
    auto& segment = segments_.emplace_back();
    std::memcpy(segment.blocks.data(), bytes.data(), bytes.size());
    segment.keys = keys;
}

bool SeenFilter::perhaps(std::uint64_t key) const {
    const auto place = mix(key) % block_count;
    const auto bits = mix(~key);
    for (const auto& segment : segments_) {
        bool all = true;
        for (unsigned word = 0; word < bits_per_question; ++word)
            all = all && (segment.blocks[place][word] & bit_in_word(bits, word)) != 0;
        if (all) return true;
    }
    return false;
}

}  // namespace choqr::book
