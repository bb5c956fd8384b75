#include "access/session_cookies.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <memory>

#include "access/cookie_field.hpp"
#include "base/assert.hpp"
#include "base/encoding.hpp"

namespace choqr::gateway {
namespace {

constexpr std::string_view common_name = "choqr-session", host_only = "__Host-";
constexpr std::size_t number_bytes = 8, plain_bytes = 3 * number_bytes;
constexpr std::size_t nonce_bytes = 12, tag_bytes = 16;  // NIST SP 800-38D.
constexpr std::size_t value_bytes =
    2 * (nonce_bytes + plain_bytes + tag_bytes);  // Hexadecimal: one way to write it.

struct Free {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, Free>;

Context make_context() {
    Context context{EVP_CIPHER_CTX_new()};
    CHOQR_ASSERT(context, "OpenSSL gives a cipher context");
    return context;
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// Nonce, ciphertext, tag.
std::string seal_text(const SessionCookies::Key& key, std::string_view nonce, std::string_view plain) {
    std::string sealed{nonce};
    sealed.resize(nonce.size() + plain.size() + tag_bytes);
    auto* const out = reinterpret_cast<unsigned char*>(sealed.data()) + nonce.size();
    const auto context = make_context();
    auto* const c = context.get();
    int length = 0;
    const bool done =
        EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), nullptr, key.data(), bytes_of(nonce)) == 1 &&
        EVP_EncryptUpdate(c, out, &length, bytes_of(plain), static_cast<int>(plain.size())) == 1 &&
        EVP_EncryptFinal_ex(c, out + plain.size(), &length) == 1 &&
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, tag_bytes, out + plain.size()) == 1;
    CHOQR_ASSERT(done, "AES-256-GCM seals whatever it is given");
    return sealed;
}

/// Nothing if any bit of it is not what was sealed.
std::optional<std::string> open_text(const SessionCookies::Key& key, std::string_view sealed) {
    const auto nonce = sealed.substr(0, nonce_bytes);
    const auto secret = sealed.substr(nonce_bytes, plain_bytes);
    std::string tag{sealed.substr(nonce_bytes + plain_bytes)}, plain(plain_bytes, '\0');
    auto* const out = reinterpret_cast<unsigned char*>(plain.data());
    const auto context = make_context();
    auto* const c = context.get();
    int length = 0;
    const bool opened =
        EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), nullptr, key.data(), bytes_of(nonce)) == 1 &&
        EVP_DecryptUpdate(c, out, &length, bytes_of(secret), static_cast<int>(secret.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(c, out + plain.size(), &length) == 1;
    return opened ? std::optional{std::move(plain)} : std::nullopt;
}

void put(std::string& text, std::uint64_t number) {
    for (std::size_t i = number_bytes; i-- > 0;) text += static_cast<char>(number >> (8 * i) & 0xff);
}
std::uint64_t number_at(std::string_view text, std::size_t index) {
    std::uint64_t number = 0;
    for (const char c : text.substr(index * number_bytes, number_bytes))
        number = number << 8 | static_cast<unsigned char>(c);
    return number;
}

}  // namespace

SessionCookies::~SessionCookies() { OPENSSL_cleanse(key_.data(), key_.size()); }

std::string SessionCookies::name() const { return std::string{by_tls_ ? host_only : ""}.append(common_name); }

// Lax would send it with links from elsewhere, and with them a stranger's wishes.
std::string SessionCookies::field(std::string_view value, std::string_view more) const {
    auto text = name().append("=").append(value).append("; Path=/");
    text.append(more).append("; HttpOnly; SameSite=Strict");
    return by_tls_ ? text.append("; Secure") : text;
}

std::string SessionCookies::set(const SessionCookie& cookie, world::Random& random) const {
    return field(seal(cookie, random), "");
}

std::string SessionCookies::end() const { return field("", "; Max-Age=0"); }

std::string SessionCookies::seal(const SessionCookie& cookie, world::Random& random) const {
    std::string plain;
    put(plain, cookie.user.value());
    put(plain, cookie.session.value());
    put(plain, static_cast<std::uint64_t>(cookie.issued_at.time_since_epoch().count()));
    std::array<std::uint8_t, nonce_bytes> nonce{};
    random.fill(nonce);
    return to_hex(seal_text(key_, {reinterpret_cast<const char*>(nonce.data()), nonce.size()}, plain));
}

std::optional<SessionCookie> SessionCookies::open(std::string_view value) const {
    if (value.size() != value_bytes) return std::nullopt;
    const auto sealed = from_lower_hex(value);
    const auto plain = sealed ? open_text(key_, *sealed) : std::nullopt;
    if (!plain) return std::nullopt;
    const auto issued = static_cast<std::int64_t>(number_at(*plain, 2));
    return SessionCookie{TokenId::from_value(number_at(*plain, 0)),
                         SessionId::from_value(number_at(*plain, 1)),
                         Instant{std::chrono::milliseconds{issued}}};
}

std::optional<std::string_view> SessionCookies::text_in(std::span<const HeaderField> fields) const {
    return cookie_named(fields, name());
}

// A clock that was set back by more than the limit has nobody logged in by a cookie of the future.
std::optional<SessionCookie> SessionCookies::read(std::span<const HeaderField> fields, Instant now) const {
    const auto text = text_in(fields);
    const auto cookie = text ? open(*text) : std::nullopt;
    if (!cookie || cookie->issued_at + idle_max <= now || cookie->issued_at > now + idle_max)
        return std::nullopt;
    return cookie;
}

}  // namespace choqr::gateway
