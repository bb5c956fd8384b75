// OpenSSL 3 marks its plain SHA-256 functions as old, but its new ones cost 40 ns more per hash, a tenth of an append and
// of a verification; docs/decisions/0203-hashing.md.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "base/prefixed_sha256.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/assert.hpp"

namespace choqr {

Hash prefixed_sha256(std::uint8_t prefix, std::string_view text) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, &prefix, 1);
    SHA256_Update(&context, text.data(), text.size());
    Hash hash;
    SHA256_Final(hash.data(), &context);
    return hash;
}

namespace {

constexpr std::size_t block_bytes = 64;

void one_by_one(std::uint8_t prefix, std::span<const std::string_view> texts, std::span<Hash> digests) {
    std::ranges::transform(texts, digests.begin(), [&](std::string_view text) { return prefixed_sha256(prefix, text); });
}

}  // namespace

#if defined(__x86_64__)

namespace {

constexpr std::size_t lane_count = 16;
constexpr std::size_t fewest_lanes = 6;      // Sixteen lanes at once cost as much as eight blocks one by one.
constexpr std::size_t longest_text = 4096;   // A longer one would keep fifteen lanes waiting.

// One 32-bit word of each lane. Vectors of the compiler (GCC and clang), not of one instruction set's headers.
#define CHOQR_AVX512 __attribute__((target("avx512f,avx512bw")))
#define CHOQR_AVX512_INLINE CHOQR_AVX512 __attribute__((always_inline)) inline
using Word = std::uint32_t __attribute__((vector_size(64), may_alias));
using Bytes = std::uint8_t __attribute__((vector_size(64), may_alias));
using Unaligned = std::uint8_t __attribute__((vector_size(64), may_alias, aligned(1)));

// FIPS 180-4, section 4.2.2 and 5.3.3.
constexpr std::array<std::uint32_t, 64> round_constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
    0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
    0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
constexpr std::array<std::uint32_t, 8> initial_state{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

template <int by>
CHOQR_AVX512_INLINE Word rotated(Word word) {
    return word >> by | word << (32 - by);
}

CHOQR_AVX512_INLINE Word from_big_endian(const std::uint8_t* block) {
    const auto bytes = static_cast<Bytes>(*reinterpret_cast<const Unaligned*>(block));
    return reinterpret_cast<Word>(__builtin_shufflevector(
        bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 19, 18, 17, 16, 23, 22, 21, 20, 27, 26, 25, 24, 31, 30,
        29, 28, 35, 34, 33, 32, 39, 38, 37, 36, 43, 42, 41, 40, 47, 46, 45, 44, 51, 50, 49, 48, 55, 54, 53, 52, 59, 58, 57, 56, 63,
        62, 61, 60));
}

/// Turns sixteen blocks of sixteen words into sixteen words of sixteen lanes: four rounds of swapping halves.
CHOQR_AVX512_INLINE void transpose(Word (&rows)[lane_count]) {
    Word other[lane_count];
#pragma GCC unroll 16
    for (unsigned i = 0; i < lane_count; ++i) {
        if (i & 8) continue;
        const Word a = rows[i], b = rows[i + 8];
        other[i] = __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
        other[i + 8] = __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
    }
#pragma GCC unroll 16
    for (unsigned i = 0; i < lane_count; ++i) {
        if (i & 4) continue;
        const Word a = other[i], b = other[i + 4];
        rows[i] = __builtin_shufflevector(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27);
        rows[i + 4] = __builtin_shufflevector(a, b, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31);
    }
#pragma GCC unroll 16
    for (unsigned i = 0; i < lane_count; ++i) {
        if (i & 2) continue;
        const Word a = rows[i], b = rows[i + 2];
        other[i] = __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
        other[i + 2] = __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    }
#pragma GCC unroll 16
    for (unsigned i = 0; i < lane_count; ++i) {
        if (i & 1) continue;
        const Word a = other[i], b = other[i + 1];
        rows[i] = __builtin_shufflevector(a, b, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30);
        rows[i + 1] = __builtin_shufflevector(a, b, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31);
    }
}

/// FIPS 180-4, section 6.2.2, for one block of each lane.
CHOQR_AVX512 void compress(Word (&state)[8], const std::array<const std::uint8_t*, lane_count>& blocks) {
    Word w[lane_count];
    for (unsigned i = 0; i < lane_count; ++i) w[i] = from_big_endian(blocks[i]);
    transpose(w);
    Word a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
#pragma GCC unroll 64
    for (unsigned i = 0; i < 64; ++i) {
        if (i >= 16) {
            const Word w15 = w[(i + 1) & 15], w2 = w[(i + 14) & 15];
            w[i & 15] += (rotated<7>(w15) ^ rotated<18>(w15) ^ w15 >> 3) + w[(i + 9) & 15] +
                         (rotated<17>(w2) ^ rotated<19>(w2) ^ w2 >> 10);
        }
        const Word choice = (e & f) ^ (~e & g), majority = (a & b) ^ (a & c) ^ (b & c);
        const Word t1 = h + (rotated<6>(e) ^ rotated<11>(e) ^ rotated<25>(e)) + choice + round_constants[i] + w[i & 15];
        const Word t2 = (rotated<2>(a) ^ rotated<13>(a) ^ rotated<22>(a)) + majority;
        h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

/// One text on its way through a lane, block by block.
class Message {
public:
    void begin(std::uint8_t prefix, std::string_view text) {
        text_ = text;
        at_ = 0;
        bytes_ = 1 + text.size();
        end_ = (bytes_ + 1 + 8 + block_bytes - 1) / block_bytes * block_bytes;
        prefix_ = prefix;
    }
    bool finished() const { return at_ == end_; }

    const std::uint8_t* next_block() {
        const auto begin = at_;
        at_ += block_bytes;
        if (at_ > bytes_) return padded_block(begin);
        if (begin > 0) return reinterpret_cast<const std::uint8_t*>(text_.data()) + begin - 1;
        made_[0] = prefix_;
        std::memcpy(made_.data() + 1, text_.data(), block_bytes - 1);
        return made_.data();
    }

private:
    const std::uint8_t* padded_block(std::size_t begin) {
        made_.fill(0);
        if (begin == 0) made_[0] = prefix_;
        const auto from = begin == 0 ? 0 : begin - 1;
        if (from < text_.size()) std::memcpy(made_.data() + (begin == 0), text_.data() + from, text_.size() - from);
        if (begin <= bytes_) made_[bytes_ - begin] = 0x80;
        if (at_ == end_) {
            const std::uint64_t bits = __builtin_bswap64(8 * bytes_);
            std::memcpy(made_.data() + block_bytes - 8, &bits, 8);
        }
        return made_.data();
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t bytes_ = 0;
    std::size_t end_ = 0;  ///< With padding.
    std::uint8_t prefix_ = 0;
    alignas(block_bytes) std::array<std::uint8_t, block_bytes> made_{};
};

/// Sixteen texts at a time; a lane that has finished one takes the next.
class Lanes {
public:
    Lanes(std::uint8_t prefix, std::span<const std::string_view> texts, std::span<Hash> digests)
        : prefix_{prefix}, texts_{texts}, digests_{digests} {}

    void run() {
        for (unsigned lane = 0; lane < lane_count; ++lane) refill(lane);
        while (busy_ > 0) {
            std::array<const std::uint8_t*, lane_count> blocks;
            for (unsigned lane = 0; lane < lane_count; ++lane)
                blocks[lane] = taken_[lane] ? messages_[lane].next_block() : idle_block;
            compress(state_, blocks);
            for (unsigned lane = 0; lane < lane_count; ++lane)
                if (taken_[lane] && messages_[lane].finished()) finish(lane);
        }
    }

private:
    std::uint32_t& word(unsigned index, unsigned lane) { return reinterpret_cast<std::uint32_t*>(&state_[index])[lane]; }

    void refill(unsigned lane) {
        while (next_ < texts_.size() && texts_[next_].size() > longest_text) {
            digests_[next_] = prefixed_sha256(prefix_, texts_[next_]);
            ++next_;
        }
        if (next_ == texts_.size()) return;
        taken_[lane] = &digests_[next_];
        messages_[lane].begin(prefix_, texts_[next_++]);
        for (unsigned i = 0; i < 8; ++i) word(i, lane) = initial_state[i];
        ++busy_;
    }

    void finish(unsigned lane) {
        for (unsigned i = 0; i < 8; ++i) {
            const auto value = __builtin_bswap32(word(i, lane));
            std::memcpy(taken_[lane]->data() + 4 * i, &value, 4);
        }
        taken_[lane] = nullptr;
        --busy_;
        refill(lane);
    }

    alignas(block_bytes) static constexpr std::uint8_t idle_block[block_bytes]{};

    std::uint8_t prefix_;
    std::span<const std::string_view> texts_;
    std::span<Hash> digests_;
    std::size_t next_ = 0;
    unsigned busy_ = 0;
    std::array<Hash*, lane_count> taken_{};  ///< Where a lane's digest goes; null while it is idle.
    std::array<Message, lane_count> messages_;
    alignas(block_bytes) Word state_[8]{};
};

}  // namespace

bool hashes_side_by_side() {
    static const bool can = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
    return can;
}

void prefixed_sha256(std::uint8_t prefix, std::span<const std::string_view> texts, std::span<Hash> digests) {
    CHOQR_ASSERT(texts.size() == digests.size(), "each text has a place for its digest");
    // What is left over after the last full row of lanes goes one by one if it is too little for another.
    const auto alone = texts.size() % lane_count < fewest_lanes ? texts.size() % lane_count : 0;
    const auto together = hashes_side_by_side() ? texts.size() - alone : 0;
    if (together > 0) Lanes{prefix, texts.first(together), digests.first(together)}.run();
    one_by_one(prefix, texts.subspan(together), digests.subspan(together));
}

#else

bool hashes_side_by_side() { return false; }

void prefixed_sha256(std::uint8_t prefix, std::span<const std::string_view> texts, std::span<Hash> digests) {
    CHOQR_ASSERT(texts.size() == digests.size(), "each text has a place for its digest");
    one_by_one(prefix, texts, digests);
}

#endif

}  // namespace choqr
