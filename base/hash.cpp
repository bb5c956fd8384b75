#include "base/hash.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <new>

#include "base/assert.hpp"

namespace choqr {

std::optional<Hash> Hash::from_bytes(std::string_view bytes) {
    if (bytes.size() != size) return std::nullopt;
    Hash hash;
    std::ranges::transform(bytes, hash.data(), [](char c) { return static_cast<std::uint8_t>(c); });
    return hash;
}

struct Sha256::State {
    EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    EVP_MD_CTX* context = EVP_MD_CTX_new();

    State() { restart(); }
    ~State() {
        EVP_MD_CTX_free(context);
        EVP_MD_free(algorithm);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void restart() {
        const bool started = algorithm && context && EVP_DigestInit_ex2(context, algorithm, nullptr) == 1;
        CHOQR_ASSERT(started, "OpenSSL provides SHA-256");
    }
};

Sha256::Sha256() : state_{std::make_unique<State>()} {}
Sha256::~Sha256() = default;

Sha256& Sha256::update(std::string_view bytes) {
    EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
    return *this;
}

Hash Sha256::finish() {
    Hash hash;
    const bool finished = EVP_DigestFinal_ex(state_->context, hash.data(), nullptr) == 1;
    CHOQR_ASSERT(finished, "SHA-256 finishes");
    state_->restart();
    return hash;
}

Hash sha256(std::string_view bytes) {
    thread_local Sha256 context;
    return context.update(bytes).finish();
}

struct HmacKey::State {
    EVP_MAC* algorithm = nullptr;
    EVP_MAC_CTX* keyed = nullptr;

    ~State() {
        EVP_MAC_CTX_free(keyed);
        EVP_MAC_free(algorithm);
    }
};

HmacKey::HmacKey(Digest digest, std::string_view key) : state_{std::make_unique<State>()} {
    CHOQR_ASSERT(!key.empty(), "an HMAC key is not empty");
    char name[] = "SHA256";
    char long_name[] = "SHA512";
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(
                                   OSSL_MAC_PARAM_DIGEST, digest == Digest::sha256 ? name : long_name, 0),
                               OSSL_PARAM_construct_end()};
    state_->algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    state_->keyed = EVP_MAC_CTX_new(state_->algorithm);
    const auto* bytes = reinterpret_cast<const unsigned char*>(key.data());
    const bool ready = state_->keyed && EVP_MAC_init(state_->keyed, bytes, key.size(), parameters) == 1;
    CHOQR_ASSERT(ready, "OpenSSL provides HMAC");
}

HmacKey::~HmacKey() = default;
HmacKey::HmacKey(HmacKey&&) noexcept = default;
HmacKey& HmacKey::operator=(HmacKey&&) noexcept = default;

std::string HmacKey::mac(std::initializer_list<std::string_view> pieces) const {
    // A copy of the keyed state: half the cost of keying anew, and the original is never written.
    const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context{EVP_MAC_CTX_dup(state_->keyed),
                                                                            &EVP_MAC_CTX_free};
    std::string out(EVP_MAX_MD_SIZE, '\0');
    std::size_t length = 0;
    bool done = context != nullptr;
    for (const auto piece : pieces)
        done = done && EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(piece.data()),
                                      piece.size()) == 1;
    done = done && EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length,
                                 out.size()) == 1;
    if (!done) throw std::bad_alloc{};  // There is nothing else that OpenSSL could lack here.
    out.resize(length);
    return out;
}

bool constant_time_equal(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace choqr
