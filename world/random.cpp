#include "world/random.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <cstring>

#include "base/assert.hpp"

namespace choqr::world {

std::uint64_t Random::below(std::uint64_t bound) {
    CHOQR_ASSERT(bound > 0, "a random bound is positive");
    // Values below `rejected` would make the small results more likely.
    const std::uint64_t rejected = (0 - bound) % bound;
    for (;;) {
        const auto value = next_u64();
        if (value >= rejected) return value % bound;
    }
}

namespace {

void fill_anew(std::span<std::uint8_t> bytes) {
    const bool filled = RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1;
    CHOQR_ASSERT(filled, "the operating system provides random bytes");
}

}  // namespace

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
    constexpr std::size_t block = 4096;
    constexpr std::size_t at_once_max = 1u << 20;
    thread_local std::array<std::uint8_t, block> pool;
    thread_local std::size_t used = block;
    while (!bytes.empty()) {
        if (bytes.size() >= block) {
            const auto whole = std::min(bytes.size(), at_once_max);
            fill_anew(bytes.first(whole));
            bytes = bytes.subspan(whole);
            continue;
        }
        if (used == block) {
            fill_anew(pool);
            used = 0;
        }
        const auto count = std::min(bytes.size(), block - used);
        std::memcpy(bytes.data(), pool.data() + used, count);
        std::memset(pool.data() + used, 0, count);  // A byte that was handed out is not kept.
        used += count;
        bytes = bytes.subspan(count);
    }
}

std::uint64_t SeededRandom::next() {
    state_ += 0x9E3779B97F4A7C15u;
    auto z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

void SeededRandom::fill(std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const auto value = next();
        const auto count = std::min<std::size_t>(bytes.size(), 8);
        std::memcpy(bytes.data(), &value, count);
        bytes = bytes.subspan(count);
    }
}

}  // namespace choqr::world
