#include "base/crc32c.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#include <wmmintrin.h>
#endif

namespace choqr {
namespace {

constexpr std::array<std::uint32_t, 256> make_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ (value & 1 ? 0x82F63B78u : 0u);
        table[i] = value;
    }
    return table;
}

constexpr auto table = make_table();

std::uint32_t portable(std::string_view bytes, std::uint32_t crc) {
    for (const char c : bytes) crc = (crc >> 8) ^ table[(crc ^ static_cast<unsigned char>(c)) & 255];
    return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t by_instruction(std::string_view bytes, std::uint32_t crc) {
    std::uint64_t wide = crc;
    while (bytes.size() >= 8) {
        std::uint64_t word;
        std::memcpy(&word, bytes.data(), 8);
        wide = _mm_crc32_u64(wide, word);
        bytes.remove_prefix(8);
    }
    auto narrow = static_cast<std::uint32_t>(wide);
    if (bytes.size() >= 4) {
        std::uint32_t word;
        std::memcpy(&word, bytes.data(), 4);
        narrow = _mm_crc32_u32(narrow, word);
        bytes.remove_prefix(4);
    }
    for (const char c : bytes) narrow = _mm_crc32_u8(narrow, static_cast<unsigned char>(c));
    return narrow;
}

// Each step of the instruction waits three cycles for the one before, so three lanes side by side cost as
// much as one. The first lanes' remainders are then moved over what follows them: multiplied by x to the
// number of its bits, modulo the polynomial.

constexpr std::size_t lane_words_max = 128;

/// By lane length in words of 64 bits: x^(64 n - 33), bits reflected. The 33: a product of two reflected
/// remainders stands one place lower than it should, and the instruction that reduces it multiplies by x^32.
constexpr std::array<std::uint32_t, 2 * lane_words_max + 1> make_shifts() {
    std::array<std::uint32_t, 2 * lane_words_max + 1> shifts{};
    std::uint32_t power = 0x80000000u;  // x^0
    const auto times_x = [&] { power = (power >> 1) ^ (power & 1 ? 0x82F63B78u : 0u); };
    for (int i = 0; i < 31; ++i) times_x();
    for (std::size_t words = 1; words < shifts.size(); ++words) {
        shifts[words] = power;
        for (int i = 0; i < 64; ++i) times_x();
    }
    return shifts;
}

constexpr auto shifts = make_shifts();

__attribute__((target("sse4.2,pclmul"))) inline std::uint64_t moved(std::uint64_t crc, std::size_t words) {
    const auto product = _mm_clmulepi64_si128(_mm_cvtsi64_si128(static_cast<long long>(crc)),
                                              _mm_cvtsi32_si128(static_cast<int>(shifts[words])), 0);
    return _mm_crc32_u64(0, static_cast<std::uint64_t>(_mm_cvtsi128_si64(product)));
}

std::uint64_t word_at(const char* at) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    return word;
}

__attribute__((target("sse4.2,pclmul"))) std::uint32_t by_three_lanes(std::string_view bytes,
                                                                      std::uint32_t crc) {
    constexpr std::size_t worth_it = 8;  // Words per lane.
    while (bytes.size() >= 3 * 8 * worth_it) {
        const auto words = std::min(bytes.size() / 24, lane_words_max);
        const char* at = bytes.data();
        std::uint64_t first = crc, second = 0, third = 0;
        for (const char* end = at + 8 * words; at < end; at += 8) {
            first = _mm_crc32_u64(first, word_at(at));
            second = _mm_crc32_u64(second, word_at(at + 8 * words));
            third = _mm_crc32_u64(third, word_at(at + 16 * words));
        }
        crc = static_cast<std::uint32_t>(moved(first, 2 * words) ^ moved(second, words) ^ third);
        bytes.remove_prefix(24 * words);
    }
    return by_instruction(bytes, crc);
}
#endif

}  // namespace

std::uint32_t crc32c(std::string_view bytes, std::uint32_t seed) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul"))
        return ~by_three_lanes(bytes, ~seed);
    if (__builtin_cpu_supports("sse4.2")) return ~by_instruction(bytes, ~seed);
#endif
    return ~portable(bytes, ~seed);
}

}  // namespace choqr
