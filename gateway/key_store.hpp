#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "book/codec.hpp"
#include "world/directory.hpp"
#include "world/random.hpp"

namespace choqr::gateway {

/// Seals personal data with AES-256-GCM, one key per vendor and one for what no vendor owns yet. Each key is a file of its
/// own (mode 0600) in a directory beside the journal: destroying the file erases what was sealed with it, and the journal
/// still verifies. A box is a version byte, 12 random bytes, the ciphertext and a tag of 16 bytes, bound to its owner.
///
/// Any thread. Directory and Random outlive it.
class KeyStore final : public book::Sealer {
public:
    KeyStore(world::Directory& keys, world::Random& random) : keys_{keys}, random_{random} {}

    Result<std::string> seal(std::optional<VendorId> owner, std::string_view plain) override;
    Result<std::optional<std::string>> open(std::optional<VendorId> owner, std::string_view box) const override;

    /// Erases: overwrites the key's file and removes it; what was sealed with it is gone for ever. Fine if there is none. When
    /// it succeeds the file is gone from the directory, whatever crashes then.
    Result<void> destroy(VendorId owner);
    /// Whether the key's file is there.
    Result<bool> holds(std::optional<VendorId> owner) const;

private:
    using Key = std::array<std::uint8_t, 32>;
    /// Nothing if there is no such key.
    Result<std::optional<Key>> find(std::optional<VendorId> owner) const;
    Result<Key> find_or_make(std::optional<VendorId> owner);

    world::Directory& keys_;
    world::Random& random_;
    mutable std::mutex mutex_;
    mutable std::unordered_map<std::string, Key> known_;  // By file name.
};

}  // namespace choqr::gateway
