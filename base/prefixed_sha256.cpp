// OpenSSL 3 marks its plain SHA-256 functions as old, but its new ones cost 40 ns more per hash, a tenth of
// an append and of a verification; docs/decisions/0203-hashing.md.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "base/prefixed_sha256.hpp"

#include <openssl/sha.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

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
    std::ranges::transform(texts, digests.begin(),
                           [&](std::string_view text) { return prefixed_sha256(prefix, text); });
}

}  // namespace

#if defined(__x86_64__)

namespace {

constexpr std::size_t lane_count = 16;
constexpr std::size_t fewest_lanes = 6;     // Sixteen lanes at once cost as much as eight blocks one by one.
constexpr std::size_t longest_text = 4096;  // A longer one would keep fifteen lanes waiting.
constexpr std::size_t blocks_max = (1 + longest_text + 1 + 8 + block_bytes - 1) / block_bytes;

// One 32-bit word of each lane. Vectors of the compiler (GCC and clang); its own functions only where no
// operator says it.
#define CHOQR_AVX512 __attribute__((target("avx512f,avx512bw")))
#define CHOQR_AVX512_INLINE CHOQR_AVX512 __attribute__((always_inline)) inline
using Word = std::uint32_t __attribute__((vector_size(64), may_alias));
using Bytes = std::uint8_t __attribute__((vector_size(64), may_alias));

// FIPS 180-4, section 4.2.2 and 5.3.3.
constexpr std::array<std::uint32_t, 64> round_constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
constexpr std::array<std::uint32_t, 8> initial_state{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

template <int by>
CHOQR_AVX512_INLINE Word rotated(Word word) {
    return word >> by | word << (32 - by);
}

/// Of three bits each, the one that `table` has at their place.
template <int table>
CHOQR_AVX512_INLINE Word of_three(Word x, Word y, Word z) {
    return reinterpret_cast<Word>(_mm512_ternarylogic_epi32(
        reinterpret_cast<__m512i>(x), reinterpret_cast<__m512i>(y), reinterpret_cast<__m512i>(z), table));
}
CHOQR_AVX512_INLINE Word sum(Word x, Word y, Word z) { return of_three<0x96>(x, y, z); }
CHOQR_AVX512_INLINE Word choice(Word x, Word y, Word z) { return of_three<0xCA>(x, y, z); }
CHOQR_AVX512_INLINE Word majority(Word x, Word y, Word z) { return of_three<0xE8>(x, y, z); }

CHOQR_AVX512_INLINE Word swapped(Word words) {
    const auto bytes = reinterpret_cast<Bytes>(words);
    return reinterpret_cast<Word>(__builtin_shufflevector(
        bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 19, 18, 17, 16, 23, 22, 21, 20,
        27, 26, 25, 24, 31, 30, 29, 28, 35, 34, 33, 32, 39, 38, 37, 36, 43, 42, 41, 40, 47, 46, 45, 44, 51,
        50, 49, 48, 55, 54, 53, 52, 59, 58, 57, 56, 63, 62, 61, 60));
}

/// Turns sixteen blocks of sixteen words into sixteen words of sixteen lanes: four rounds of swapping halves.
CHOQR_AVX512_INLINE void transpose(Word (&rows)[lane_count]) {
    Word other[lane_count];
#pragma GCC unroll 16
    for (unsigned i = 0; i < lane_count; ++i) {
        if (i & 8) continue;
        const Word a = rows[i], b = rows[i + 8];
        other[i] = __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
        other[i + 8] =
            __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
    }
#pragma GCC unroll 16
    for (unsigned i = 0; i < lane_count; ++i) {
        if (i & 4) continue;
        const Word a = other[i], b = other[i + 4];
        rows[i] = __builtin_shufflevector(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27);
        rows[i + 4] =
            __builtin_shufflevector(a, b, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31);
    }
#pragma GCC unroll 16
    for (unsigned i = 0; i < lane_count; ++i) {
        if (i & 2) continue;
        const Word a = rows[i], b = rows[i + 2];
        other[i] = __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29);
        other[i + 2] =
            __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
    }
#pragma GCC unroll 16
    for (unsigned i = 0; i < lane_count; ++i) {
        if (i & 1) continue;
        const Word a = other[i], b = other[i + 1];
        rows[i] = __builtin_shufflevector(a, b, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30);
        rows[i + 1] =
            __builtin_shufflevector(a, b, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31);
    }
}

/// FIPS 180-4, section 6.2.2, for one block of each lane: `w` are its words.
CHOQR_AVX512_INLINE void compress(Word (&state)[8], Word (&w)[lane_count]) {
    Word a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6],
         h = state[7];
    // Hidden from the compiler: it would spread each constant over a vector with an instruction of its own,
    // where the addition can do that as it reads it.
    const auto* constants = round_constants.data();
    asm("" : "+r"(constants));
#pragma GCC unroll 64
    for (unsigned i = 0; i < 64; ++i) {
        if (i >= 16) {
            const Word w15 = w[(i + 1) & 15], w2 = w[(i + 14) & 15];
            w[i & 15] += sum(rotated<7>(w15), rotated<18>(w15), w15 >> 3) + w[(i + 9) & 15] +
                         sum(rotated<17>(w2), rotated<19>(w2), w2 >> 10);
        }
        const Word t1 = h + sum(rotated<6>(e), rotated<11>(e), rotated<25>(e)) + choice(e, f, g) +
                        (constants[i] + w[i & 15]);
        const Word t2 = sum(rotated<2>(a), rotated<13>(a), rotated<22>(a)) + majority(a, b, c);
        h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e, state[5] += f, state[6] += g,
        state[7] += h;
}

std::size_t blocks_of(std::string_view text) {
    return (1 + text.size() + 1 + 8 + block_bytes - 1) / block_bytes;
}

/// Sixteen texts on their way through the lanes, block by block.
class Row {
public:
    /// One to `lane_count` texts, those of fewer blocks first.
    CHOQR_AVX512 Row(std::uint8_t prefix, std::span<const std::string_view* const> texts)
        : prefix_{prefix}, texts_{texts} {
        for (unsigned i = 0; i < 8; ++i) state_[i] = Word{} + initial_state[i];
        const auto shortest = std::ranges::min(texts, {}, [](const auto* text) { return text->size(); });
        all_text_until_ = (1 + shortest->size()) / block_bytes;
    }

    /// `done(lane, digest)` as each text ends.
    template <class Done>
    CHOQR_AVX512 void run(const Done& done) {
        std::size_t ended = 0;
        for (std::size_t block = 0; ended < texts_.size(); ++block) {
            Word w[lane_count];
            if (block > 0 && block < all_text_until_)
                load_inside(block, w);
            else
                load(block, w);
            compress(state_, w);
            if (blocks_of(*texts_[ended]) > block + 1) continue;
            digests();
            for (; ended < texts_.size() && blocks_of(*texts_[ended]) == block + 1; ++ended)
                done(ended, digests_[ended]);
        }
    }

private:
    /// The text stands one byte behind its prefix, so a block begins one byte before its part of the text.
    const char* begin_of(std::size_t lane, std::size_t block) const {
        return reinterpret_cast<const char*>(reinterpret_cast<std::uintptr_t>(texts_[lane]->data()) +
                                             block * block_bytes - 1);
    }

    /// A block that is all text, in every lane.
    CHOQR_AVX512_INLINE void load_inside(std::size_t block, Word (&w)[lane_count]) const {
        for (std::size_t lane = 0; lane < lane_count; ++lane)
            w[lane] = lane < texts_.size()
                          ? swapped(reinterpret_cast<Word>(_mm512_loadu_si512(begin_of(lane, block))))
                          : Word{};
        transpose(w);
    }

    /// A block with prefix, end, padding or length in it. What a lane loads when its text has ended does not
    /// matter.
    CHOQR_AVX512_INLINE void load(std::size_t block, Word (&w)[lane_count]) const {
        const auto begin = block * block_bytes;
        alignas(block_bytes) std::uint32_t bits[lane_count]{};
        for (std::size_t lane = 0; lane < lane_count; ++lane) {
            w[lane] = Word{};
            if (lane >= texts_.size()) continue;
            const auto end = 1 + texts_[lane]->size();
            w[lane] = swapped(loaded(lane, block));
            if (begin + block_bytes >= end + 9) bits[lane] = static_cast<std::uint32_t>(8 * end);
        }
        transpose(w);
        if (block == 0) w[0] |= std::uint32_t{prefix_} << 24;
        w[15] |= *reinterpret_cast<const Word*>(bits);
    }

    /// Of the bytes from `begin_of()` on only those of the text are touched; the byte after its last is 0x80.
    CHOQR_AVX512_INLINE Word loaded(std::size_t lane, std::size_t block) const {
        const auto end = 1 + texts_[lane]->size();
        const auto begin = block * block_bytes;
        const auto here = end > begin ? std::min(end - begin, block_bytes) : 0;
        auto mask = here == block_bytes ? ~std::uint64_t{0} : (std::uint64_t{1} << here) - 1;
        if (block == 0) mask &= ~std::uint64_t{1};
        const auto bytes = _mm512_maskz_loadu_epi8(mask, begin_of(lane, block));
        const auto after = end >= begin && end - begin < block_bytes ? std::uint64_t{1} << (end - begin) : 0;
        return reinterpret_cast<Word>(
            _mm512_mask_blend_epi8(after, bytes, _mm512_set1_epi8(static_cast<char>(0x80))));
    }

    CHOQR_AVX512_INLINE void digests() {
        for (std::size_t i = 0; i < lane_count; ++i) digests_[i] = i < 8 ? swapped(state_[i]) : Word{};
        transpose(digests_);
    }

    std::uint8_t prefix_;
    std::span<const std::string_view* const> texts_;
    std::size_t all_text_until_ =
        0;  ///< From the second block to before this one, every lane has nothing but text.
    Word state_[8];
    Word digests_[lane_count];
};

/// All but the long ones, those of fewer blocks first, so that a row's lanes end together or nearly.
std::vector<const std::string_view*> by_blocks(std::span<const std::string_view> texts) {
    const auto is_short = [](std::string_view text) { return text.size() <= longest_text; };
    std::array<std::size_t, blocks_max + 2> place{};
    for (const auto& text : texts)
        if (is_short(text)) ++place[blocks_of(text) + 1];
    for (std::size_t i = 1; i < place.size(); ++i) place[i] += place[i - 1];
    std::vector<const std::string_view*> order(place.back());
    for (const auto& text : texts)
        if (is_short(text)) order[place[blocks_of(text)]++] = &text;
    return order;
}

CHOQR_AVX512 void side_by_side(std::uint8_t prefix, std::span<const std::string_view> texts,
                               std::span<Hash> digests) {
    const auto order = by_blocks(texts);
    for (std::size_t begin = 0; begin < order.size(); begin += lane_count) {
        const auto row = std::span{order}.subspan(begin, std::min(lane_count, order.size() - begin));
        Row{prefix, row}.run([&](std::size_t lane, const Word& digest) {
            std::memcpy(digests[static_cast<std::size_t>(row[lane] - texts.data())].data(), &digest,
                        Hash::size);
        });
    }
    for (std::size_t i = 0; i < texts.size(); ++i)
        if (texts[i].size() > longest_text) digests[i] = prefixed_sha256(prefix, texts[i]);
}

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
    if (together > 0) side_by_side(prefix, texts.first(together), digests.first(together));
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
