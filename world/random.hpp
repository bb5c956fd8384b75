#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace choqr::world {

/// The only door to chance.
class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::uint8_t> bytes) = 0;

    std::uint64_t next_u64() {
        std::array<std::uint8_t, 8> bytes;
        fill(bytes);
        std::uint64_t value = 0;
        for (const auto byte : bytes) value = value << 8 | byte;
        return value;
    }
    /// Uniform in [0, bound), bound > 0.
    std::uint64_t below(std::uint64_t bound);
};

/// The operating system's generator: fit for keys and tokens. Safe from any thread. Fetches in blocks, since
/// a call for sixteen bytes costs as much as one for thousands.
class SystemRandom final : public Random {
public:
    void fill(std::span<std::uint8_t> bytes) override;
};

/// Repeats exactly from its seed (splitmix64). For simulations and demos; never for a secret. One thread.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : state_{seed} {}
    void fill(std::span<std::uint8_t> bytes) override;

private:
    std::uint64_t next();
    std::uint64_t state_;
};

}  // namespace choqr::world
