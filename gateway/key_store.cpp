#include "gateway/key_store.hpp"

#include <openssl/evp.h>

#include <algorithm>

#include "base/assert.hpp"

namespace choqr::gateway {
namespace {

constexpr char version = 1;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

std::string file_of(std::optional<VendorId> owner) { return (owner ? owner->text() : std::string{"nobody"}) + ".key"; }

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes(std::string& text, std::size_t offset) { return reinterpret_cast<unsigned char*>(text.data() + offset); }

// One context per thread: making one costs more than sealing a notice.
EVP_CIPHER_CTX* context() {
    struct Free {
        void operator()(EVP_CIPHER_CTX* c) const { EVP_CIPHER_CTX_free(c); }
    };
    static thread_local const std::unique_ptr<EVP_CIPHER_CTX, Free> made{EVP_CIPHER_CTX_new()};
    CHOQR_ASSERT(made != nullptr, "OpenSSL gives a cipher context");
    return made.get();
}

const EVP_CIPHER* cipher() {
    static EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    CHOQR_ASSERT(fetched != nullptr, "OpenSSL has AES-256-GCM");
    return fetched;
}

}  // namespace

Result<std::optional<KeyStore::Key>> KeyStore::find(std::optional<VendorId> owner) const {
    const auto name = file_of(owner);
    const std::lock_guard lock{mutex_};
    if (const auto found = known_.find(name); found != known_.end()) return std::optional{found->second};
    const auto text = keys_.read_file(name);
    if (!text) {
        if (text.error() == world::disk_errc::missing) return std::optional<Key>{};
        return text.error();
    }
    Key key{};
    if (text->size() != key.size()) return book::errc::box_damaged;
    std::ranges::copy(*text, key.begin());
    known_.emplace(name, key);
    return std::optional{key};
}

Result<KeyStore::Key> KeyStore::find_or_make(std::optional<VendorId> owner) {
    const auto found = find(owner);
    if (!found) return found.error();
    if (*found) return **found;
    Key key{};
    random_.fill(key);
    // On disk first: a box whose key is lost is lost too.
    const std::string text{reinterpret_cast<const char*>(key.data()), key.size()};
    if (const auto written = keys_.replace_file(file_of(owner), text, world::Permission::owner_only); !written) return written.error();
    const std::lock_guard lock{mutex_};
    known_.emplace(file_of(owner), key);
    return key;
}

Result<void> KeyStore::destroy(VendorId owner) {
    const auto name = file_of(owner);
    const std::lock_guard lock{mutex_};
    known_.erase(name);
    if (const auto file = keys_.open(name, world::Access::write)) {
        // As far as a file system lets us: the old blocks, not new ones.
        if (const auto written = (*file)->write_at(0, std::string(sizeof(Key), '\0')); !written) return written;
        if (const auto synced = (*file)->sync(); !synced) return synced;
    } else if (file.error() != world::disk_errc::missing) {
        return file.error();
    }
    if (const auto removed = keys_.remove(name); !removed && removed.error() != world::disk_errc::missing) return removed;
    return keys_.sync();
}

Result<bool> KeyStore::holds(std::optional<VendorId> owner) const { return keys_.contains(file_of(owner)); }

Result<std::string> KeyStore::seal(std::optional<VendorId> owner, std::string_view plain) {
    const auto key = find_or_make(owner);
    if (!key) return key.error();
    std::array<std::uint8_t, nonce_size> nonce{};
    random_.fill(nonce);
    const auto name = file_of(owner);
    std::string box(1 + nonce_size + plain.size() + tag_size, '\0');
    box[0] = version;
    std::ranges::copy(nonce, box.begin() + 1);
    auto* const c = context();
    int length = 0;
    const bool done = EVP_EncryptInit_ex2(c, cipher(), key->data(), nonce.data(), nullptr) == 1 &&
                      EVP_EncryptUpdate(c, nullptr, &length, bytes(name), static_cast<int>(name.size())) == 1 &&
                      EVP_EncryptUpdate(c, bytes(box, 1 + nonce_size), &length, bytes(plain), static_cast<int>(plain.size())) == 1 &&
                      EVP_EncryptFinal_ex(c, bytes(box, 1 + nonce_size + plain.size()), &length) == 1 &&
                      EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, tag_size, bytes(box, 1 + nonce_size + plain.size())) == 1;
    CHOQR_ASSERT(done, "AES-256-GCM seals whatever it is given");
    return box;
}

Result<std::optional<std::string>> KeyStore::open(std::optional<VendorId> owner, std::string_view box) const {
    const auto key = find(owner);
    if (!key) return key.error();
    if (!*key) return std::optional<std::string>{};
    if (box.size() < 1 + nonce_size + tag_size || box[0] != version) return book::errc::box_damaged;
    const auto name = file_of(owner);
    const auto nonce = box.substr(1, nonce_size);
    const auto sealed = box.substr(1 + nonce_size, box.size() - 1 - nonce_size - tag_size);
    std::string tag{box.substr(box.size() - tag_size)};
    std::string plain(sealed.size(), '\0');
    auto* const c = context();
    int length = 0;
    const bool opened = EVP_DecryptInit_ex2(c, cipher(), (*key)->data(), bytes(nonce), nullptr) == 1 &&
                        EVP_DecryptUpdate(c, nullptr, &length, bytes(name), static_cast<int>(name.size())) == 1 &&
                        EVP_DecryptUpdate(c, bytes(plain, 0), &length, bytes(sealed), static_cast<int>(sealed.size())) == 1 &&
                        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()) == 1 &&
                        EVP_DecryptFinal_ex(c, bytes(plain, plain.size()), &length) == 1;
    if (!opened) return book::errc::box_damaged;
    return std::optional{std::move(plain)};
}

}  // namespace choqr::gateway
