#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "base/time.hpp"
#include "world/random.hpp"

namespace choqr::gateway {

// Codes of six digits from an app on a person's phone (RFC 6238: HMAC-SHA-1, 30 seconds, as every such app
// has it), and ten of paper for the day on which the phone is lost.

/// What is kept of one person's codes, in accounts.choqr and nowhere else.
struct OneTimeCodes {
    std::string secret;          ///< 20 bytes (RFC 4226, 4, R6).
    std::int64_t last_step = 0;  ///< The newest whose code was used: neither it nor an older one is again.
    std::set<Hash> recovery{};   ///< Of the codes of paper that are left.
    friend bool operator==(const OneTimeCodes&, const OneTimeCodes&) = default;
};

inline constexpr std::chrono::seconds code_step{30};
inline constexpr std::int64_t code_steps_around = 1;  ///< A phone's clock may be wrong by one step.

std::string new_code_secret(world::Random& random);
/// Capital letters and digits 2 to 7 (RFC 4648, 6), without padding: how people and apps take a secret.
std::string to_base32(std::string_view bytes);
/// Exactly what to_base32() gives.
std::optional<std::string> from_base32(std::string_view text);
/// "otpauth://totp/choqr:lan?secret=…", which apps read from a QR code.
std::string otpauth_uri(std::string_view secret, std::string_view login);

std::int64_t code_step_at(Instant instant);
/// Six digits.
std::string code_of_step(std::string_view secret, std::int64_t step);
/// Of what step near `now` and newer than `last_step` the code is. Takes as long, whatever the answer.
std::optional<std::int64_t> step_of_code(std::string_view secret, std::string_view code, Instant now,
                                         std::int64_t last_step);

/// Ten of 80 bits: "XK4T-9QMC-H2WD-7RPB".
std::vector<std::string> new_recovery_codes(world::Random& random);
/// Without regard to small letters, spaces and dashes. Nothing: it can be none.
std::optional<Hash> hash_of_recovery_code(std::string_view typed);

}  // namespace choqr::gateway
