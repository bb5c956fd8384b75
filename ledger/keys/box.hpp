#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace choqr::keys {

inline constexpr std::size_t nonce_size = 12, tag_size = 16;
inline constexpr std::size_t box_overhead = 1 + nonce_size + tag_size;

/// AES-256-GCM (NIST SP 800-38D). `bound_to` is authenticated and not stored. A nonce is used once per key:
/// 96 random bits, at most 2^32 boxes per key (SP 800-38D, 8.3), which at a thousand a second lasts 49 days
/// per vendor without a pause.
std::string seal_box(std::span<const std::uint8_t, 32> key, std::span<const std::uint8_t, nonce_size> nonce,
                     std::string_view bound_to, std::string_view plain);
/// Nothing if anything of it is not what was sealed.
std::optional<std::string> open_box(std::span<const std::uint8_t, 32> key, std::string_view bound_to,
                                    std::string_view box);

}  // namespace choqr::keys
