#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace choqr {

/// Thirty-two bytes: a SHA-256 digest.
class Hash {
public:
    static constexpr std::size_t size = 32;
    constexpr Hash() = default;
    constexpr explicit Hash(const std::array<std::uint8_t, size>& bytes) : bytes_{bytes} {}
    static std::optional<Hash> from_bytes(std::string_view bytes);

    std::string_view bytes() const { return {reinterpret_cast<const char*>(bytes_.data()), size}; }
    std::uint8_t* data() { return bytes_.data(); }
    friend constexpr auto operator<=>(const Hash&, const Hash&) = default;

private:
    std::array<std::uint8_t, size> bytes_{};
};

/// SHA-256 over several pieces. One object per thread, reused: OpenSSL 3 looks the algorithm up at each
/// one-shot call, which costs four times the hashing of a short text.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    Sha256& update(std::string_view bytes);
    /// The digest of all since construction or the last finish(); ready for the next.
    Hash finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// SHA-256 of `bytes`, with a digest context of the calling thread.
Hash sha256(std::string_view bytes);

/// A prepared HMAC key (SHA-256 or SHA-512). Constant after construction; mac() may be called from any
/// thread.
class HmacKey {
public:
    enum class Digest { sha256, sha512 };
    /// `key` must not be empty: a missing secret is a configuration error, never an accepted signature.
    HmacKey(Digest digest, std::string_view key);
    ~HmacKey();
    HmacKey(HmacKey&&) noexcept;
    HmacKey& operator=(HmacKey&&) noexcept;

    /// The 32 or 64 bytes over the pieces, concatenated. std::bad_alloc, never a wrong or half digest, if
    /// memory runs out.
    std::string mac(std::initializer_list<std::string_view> pieces) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Compares secrets without telling where they differ. Different lengths are unequal at once: a length is no
/// secret.
bool constant_time_equal(std::string_view a, std::string_view b);

}  // namespace choqr
