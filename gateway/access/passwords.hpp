#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "world/random.hpp"

namespace choqr::gateway {

/// What it costs to try one password (RFC 9106).
struct PasswordCost {
    std::uint32_t memory_kib = 19'456;
    std::uint32_t passes = 2;
    std::uint32_t lanes = 1;
};

/// Why a text cannot be somebody's password.
enum class PasswordFault : std::uint8_t { not_text, too_short, too_long, too_common };

inline constexpr std::size_t password_code_points_min = 12;
inline constexpr std::size_t password_code_points_max = 256;
inline constexpr std::size_t password_bytes_max = 1'024;

/// A password as it is hashed: what was typed in NFC, other kinds of space as a space, nothing cut off, no
/// letter changed (RFC 8265, 4.2, OpaqueString): a phone and a computer write "ế" in different bytes. Nothing
/// for what is no UTF-8, or holds control characters.
std::optional<std::string> prepared_password(std::string_view typed);
/// Of one that somebody wants to have; `login` is their name. No rules of composition: long enough, and none
/// that everybody guesses first (NIST SP 800-63B, 5.1.1.2). Nothing: it will do.
std::optional<PasswordFault> fault_of_password(std::string_view prepared, std::string_view login);

/// Argon2id as a PHC string, "$argon2id$v=19$m=19456,t=2,p=1$…", with 16 random bytes of salt. Takes tens of
/// milliseconds and `cost.memory_kib`: never on a connection's thread. Nothing when there is no memory for
/// it.
std::optional<std::string> hash_password(std::string_view prepared, world::Random& random,
                                         const PasswordCost& cost = {});
/// Takes as long, whatever the answer. False, too, for what is no such string.
bool is_password(std::string_view prepared, const std::string& phc);
/// Whether it was hashed more cheaply than today, and is to be hashed again while the password is here.
bool is_outdated(std::string_view phc, const PasswordCost& cost = {});
/// A hash that no password has: trying one on it costs what trying one on a person's does.
const std::string& nobodys_hash();

}  // namespace choqr::gateway
