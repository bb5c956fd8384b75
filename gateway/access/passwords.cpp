#include "access/passwords.hpp"

#include <argon2.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.hpp"
#include "base/text.hpp"

namespace choqr::gateway {
namespace {

constexpr std::uint32_t salt_bytes = 16, hash_bytes = 32;

// Of twelve characters and more, in small letters: what comes first in every list of leaked passwords, and
// what Vietnamese keyboards write instead.
constexpr std::string_view common[] = {
    "0123456789", "1234567890", "9876543210", "123123123123", "112233445566",  "123456789abc", "abcdefghijkl",
    "qwertyuiop", "asdfghjkl",  "zxcvbnm",    "1q2w3e4r5t6y", "1qaz2wsx3edc",  "qazwsxedcrfv", "password",
    "passw0rd",   "p@ssw0rd",   "matkhau",    "mật khẩu",     "mậtkhẩu",       "iloveyou",     "anhyeuem",
    "emyeuanh",   "yeuemnhieu", "vietnam",    "việt nam",     "administrator", "admin",        "welcome",
    "letmein",    "changeme",   "choqr",      "nguoivanhanh", "banquanly",     "ban quản lý",  "princess",
    "football",   "sunshine",   "hanoi",      "saigon",       "xinchao",       "khongbiet",    "secret",
};

// Small letters without spaces, ASCII alone: enough to see through what people do to a common password.
std::string plain_of(std::string_view text) {
    std::string plain;
    for (const char c : text)
        if (c != ' ') plain += to_lower_ascii(c);
    return plain;
}

std::size_t kinds_of_bytes(std::string_view text) {
    std::string sorted{text};
    std::ranges::sort(sorted);
    return static_cast<std::size_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
}

// A common word, once or more, and no more than six characters beside it: "matkhau12345", "Password2026!".
bool is_hardly_more_than(std::string plain, std::string_view word) {
    constexpr std::size_t beside_max = 6;
    const auto bare = plain_of(word);
    bool is_there = false;
    for (std::size_t at = 0; !bare.empty() && (at = plain.find(bare)) != std::string::npos; is_there = true)
        plain.erase(at, bare.size());
    return is_there && plain.size() <= beside_max;
}

// A no-break space and its like are a space.
bool is_space(std::uint32_t code_point) {
    return code_point == 0xa0 || code_point == 0x1680 || (code_point >= 0x2000 && code_point <= 0x200a) ||
           code_point == 0x202f || code_point == 0x205f || code_point == 0x3000;
}
bool is_control(std::uint32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0);
}

// "…m=19456,t=2,p=1…" → 19456 for "m=".
std::uint32_t number_behind(std::string_view phc, std::string_view name) {
    const auto at = phc.find(name);
    std::uint32_t number = 0;
    if (at != std::string_view::npos)
        std::from_chars(phc.data() + at + name.size(), phc.data() + phc.size(), number);
    return number;
}

}  // namespace

std::optional<std::string> prepared_password(std::string_view typed) {
    if (typed.size() > password_bytes_max) return std::nullopt;
    const auto composed = to_nfc(typed);
    if (!composed) return std::nullopt;
    std::string prepared;
    for (std::string_view rest = *composed; !rest.empty();) {
        const auto before = rest;
        const auto code_point = take_code_point(rest);
        if (is_control(code_point)) return std::nullopt;
        if (is_space(code_point))
            prepared += ' ';
        else
            prepared.append(before.substr(0, before.size() - rest.size()));
    }
    return prepared;
}

std::optional<PasswordFault> fault_of_password(std::string_view prepared, std::string_view login) {
    const auto length = count_code_points(prepared);
    if (length < password_code_points_min) return PasswordFault::too_short;
    if (length > password_code_points_max) return PasswordFault::too_long;
    const auto plain = plain_of(prepared);
    const bool is_common =
        kinds_of_bytes(plain) < 5 || is_hardly_more_than(plain, login) ||
        std::ranges::any_of(common, [&plain](auto word) { return is_hardly_more_than(plain, word); });
    return is_common ? std::optional{PasswordFault::too_common} : std::nullopt;
}

std::optional<std::string> hash_password(std::string_view prepared, world::Random& random,
                                         const PasswordCost& cost) {
    std::array<std::uint8_t, salt_bytes> salt{};
    random.fill(salt);
    std::string phc(
        argon2_encodedlen(cost.passes, cost.memory_kib, cost.lanes, salt_bytes, hash_bytes, Argon2_id), '\0');
    const auto done =
        argon2id_hash_encoded(cost.passes, cost.memory_kib, cost.lanes, prepared.data(), prepared.size(),
                              salt.data(), salt.size(), hash_bytes, phc.data(), phc.size());
    if (done != ARGON2_OK) return std::nullopt;
    phc.resize(phc.find('\0'));
    return phc;
}

bool is_password(std::string_view prepared, const std::string& phc) {
    return argon2id_verify(phc.c_str(), prepared.data(), prepared.size()) == ARGON2_OK;
}

bool is_outdated(std::string_view phc, const PasswordCost& cost) {
    return !phc.starts_with("$argon2id$v=19$") || number_behind(phc, "$m=") < cost.memory_kib ||
           number_behind(phc, ",t=") < cost.passes;
}

// Made of constants: whoever knows the password of it is still nobody.
const std::string& nobodys_hash() {
    static const std::string hash = [] {
        world::SeededRandom random{0};
        return hash_password("nobody's", random).value_or("");
    }();
    return hash;
}

}  // namespace choqr::gateway
