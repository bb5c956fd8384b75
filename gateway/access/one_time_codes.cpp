#include "access/one_time_codes.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "access/chance.hpp"
#include "base/assert.hpp"
#include "base/encoding.hpp"

namespace choqr::gateway {
namespace {

constexpr std::size_t secret_bytes = 20, recovery_bytes = 10, recovery_codes = 10, recovery_group = 4;
constexpr std::size_t digits = 6, typed_max = 64;
constexpr std::string_view base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::array<unsigned char, 20> hmac_sha1(std::string_view key, std::string_view text) {
    std::array<unsigned char, 20> mac{};
    unsigned length = 0;
    const auto* const done =
        HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &length);
    CHOQR_ASSERT(done && length == mac.size(), "OpenSSL has HMAC-SHA-1");
    return mac;
}

Hash hash_of_recovery(std::string_view letters) {
    return sha256("choqr recovery code\n" + std::string{letters});
}

}  // namespace

std::string new_code_secret(world::Random& random) { return chance<secret_bytes>(random); }

std::string to_base32(std::string_view bytes) {
    std::string text;
    unsigned held = 0, bits = 0;
    for (const char c : bytes) {
        held = held << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 5; bits -= 5) text += base32[held >> (bits - 5) & 31];
    }
    if (bits > 0) text += base32[held << (5 - bits) & 31];
    return text;
}

std::optional<std::string> from_base32(std::string_view text) {
    std::string bytes;
    std::uint32_t held = 0, bits = 0;
    for (const char c : text) {
        const auto at = base32.find(c);
        if (at == std::string_view::npos) return std::nullopt;
        held = held << 5 | static_cast<std::uint32_t>(at);
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(held >> bits & 0xff);
    }
    return to_base32(bytes) == text ? std::optional{std::move(bytes)} : std::nullopt;
}

std::string otpauth_uri(std::string_view secret, std::string_view login) {
    return "otpauth://totp/choqr:" + url_encode(login) + "?secret=" + to_base32(secret) + "&issuer=choqr";
}

std::int64_t code_step_at(Instant instant) {
    return std::chrono::floor<std::chrono::seconds>(instant.time_since_epoch()) / code_step;
}

// RFC 4226, 5.3, over the step as eight bytes.
std::string code_of_step(std::string_view secret, std::int64_t step) {
    std::string counter;
    for (unsigned i = 8; i-- > 0;)
        counter += static_cast<char>(static_cast<std::uint64_t>(step) >> (8 * i) & 0xff);
    const auto mac = hmac_sha1(secret, counter);
    const std::size_t at = mac.back() & 0x0f;
    const auto number = (mac[at] & 0x7fu) << 24 | mac[at + 1] * 0x10000u | mac[at + 2] * 0x100u | mac[at + 3];
    auto code = std::to_string(number % 1'000'000);
    return code.insert(0, digits - code.size(), '0');
}

std::optional<std::int64_t> step_of_code(std::string_view secret, std::string_view code, Instant now,
                                         std::int64_t last_step) {
    const auto middle = code_step_at(now);
    std::optional<std::int64_t> found;
    for (auto step = middle - code_steps_around; step <= middle + code_steps_around; ++step) {
        const bool is_it = constant_time_equal(code_of_step(secret, step), code);
        if (is_it && step > last_step) found = step;
    }
    return found;
}

std::vector<std::string> new_recovery_codes(world::Random& random) {
    std::vector<std::string> codes;
    while (codes.size() < recovery_codes) {
        auto code = to_base32(chance<recovery_bytes>(random));
        for (auto at = recovery_group; at < code.size(); at += recovery_group + 1) code.insert(at, "-");
        codes.push_back(std::move(code));
    }
    return codes;
}

std::optional<Hash> hash_of_recovery_code(std::string_view typed) {
    if (typed.size() > typed_max) return std::nullopt;
    std::string letters;
    for (char c : typed) {
        if (c == '-' || c == ' ') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (base32.find(c) == std::string_view::npos) return std::nullopt;
        letters += c;
    }
    constexpr auto length = recovery_bytes * 8 / 5;
    return letters.size() == length ? std::optional{hash_of_recovery(letters)} : std::nullopt;
}

}  // namespace choqr::gateway
