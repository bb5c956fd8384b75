#include "keys/box.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "base/assert.hpp"

namespace choqr::keys {
namespace {

constexpr char version = 1;

struct Free {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

// One per thread: making one costs more than sealing a notice.
EVP_CIPHER_CTX* context() {
    thread_local const std::unique_ptr<EVP_CIPHER_CTX, Free> made{EVP_CIPHER_CTX_new()};
    CHOQR_ASSERT(made, "OpenSSL gives a cipher context");
    return made.get();
}

const EVP_CIPHER* cipher() {
    static EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    CHOQR_ASSERT(fetched, "OpenSSL has AES-256-GCM");
    return fetched;
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
int size_of(std::string_view text) {
    CHOQR_ASSERT(text.size() < (1u << 30), "a box holds an event's part, not a film");
    return static_cast<int>(text.size());
}

}  // namespace

std::string seal_box(std::span<const std::uint8_t, 32> key, std::span<const std::uint8_t, nonce_size> nonce,
                     std::string_view bound_to, std::string_view plain) {
    std::string box(box_overhead + plain.size(), version);
    std::ranges::copy(nonce, box.begin() + 1);
    auto* const sealed = reinterpret_cast<unsigned char*>(box.data()) + 1 + nonce_size;
    auto* const c = context();
    int length = 0;
    const bool done = EVP_EncryptInit_ex2(c, cipher(), key.data(), nonce.data(), nullptr) == 1 &&
                      EVP_EncryptUpdate(c, nullptr, &length, bytes_of(bound_to), size_of(bound_to)) == 1 &&
                      EVP_EncryptUpdate(c, sealed, &length, bytes_of(plain), size_of(plain)) == 1 &&
                      EVP_EncryptFinal_ex(c, sealed + plain.size(), &length) == 1 &&
                      EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, tag_size, sealed + plain.size()) == 1;
    CHOQR_ASSERT(done, "AES-256-GCM seals whatever it is given");
    return box;
}

std::optional<std::string> open_box(std::span<const std::uint8_t, 32> key, std::string_view bound_to,
                                    std::string_view box) {
    if (box.size() < box_overhead || box.front() != version) return std::nullopt;
    const auto nonce = box.substr(1, nonce_size);
    const auto sealed = box.substr(1 + nonce_size, box.size() - box_overhead);
    std::string tag{box.substr(box.size() - tag_size)};
    std::string plain(sealed.size(), '\0');
    auto* const into = reinterpret_cast<unsigned char*>(plain.data());
    auto* const c = context();
    int length = 0;
    const bool opened = EVP_DecryptInit_ex2(c, cipher(), key.data(), bytes_of(nonce), nullptr) == 1 &&
                        EVP_DecryptUpdate(c, nullptr, &length, bytes_of(bound_to), size_of(bound_to)) == 1 &&
                        EVP_DecryptUpdate(c, into, &length, bytes_of(sealed), size_of(sealed)) == 1 &&
                        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()) == 1 &&
                        EVP_DecryptFinal_ex(c, into + plain.size(), &length) == 1;
    return opened ? std::optional{std::move(plain)} : std::nullopt;
}

}  // namespace choqr::keys
