#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "book/codec.hpp"
#include "world/directory.hpp"
#include "world/random.hpp"

namespace choqr::keys {

enum class errc {
    exists = 1,     ///< create(): there is a key store already.
    not_a_store,    ///< The file is no key store, or a newer version's.
    damaged,        ///< A slot is not what was written: restore the file from a backup.
    key_missing,    ///< A box has an owner whose key was neither made nor destroyed here: this is another
                    ///< ledger's store, or one older than the journal. Never taken for an erasure.
    key_destroyed,  ///< seal() for a vendor who was erased.
    failed,  ///< An earlier write or sync failed: what is on the disk is unknown until the store is opened
             ///< again.
};
const boost::system::error_category& keys_category();
inline Error make_error_code(errc value) { return {static_cast<int>(value), keys_category()}; }

/// The keys of personal data: AES-256-GCM, one key per vendor and one for what no vendor owns yet, in one
/// file (mode 0600) beside the journal, never inside it. Whoever has the journal alone can read nobody's
/// name; destroying a key erases.
///
/// A box: one version byte, 12 random bytes, the ciphertext, 16 bytes of tag; bound to its owner, so that a
/// box moved to another vendor does not open. The file: slots of 64 bytes, see README.md.
///
/// Any thread. Directory and Random outlive the ring; Random is used under the ring's mutex.
class KeyRing final : public book::Sealer {
public:
    static constexpr std::string_view file_name = "keys.choqr";

    /// An empty store, durable. errc::exists if there is one.
    static Result<void> create(world::Directory& directory);
    /// Reads the store, drops a key whose making a crash interrupted (nothing was sealed with it), and
    /// finishes a destruction that a crash interrupted. disk_errc::missing if there is no store;
    /// errc::not_a_store, errc::damaged.
    static Result<std::unique_ptr<KeyRing>> open(world::Directory& directory, world::Random& random);
    ~KeyRing() override;
    KeyRing(const KeyRing&) = delete;
    KeyRing& operator=(const KeyRing&) = delete;

    /// One sync if the owner's key is new, and only after it the box. errc::key_destroyed, errc::failed,
    /// errors of the disk.
    Result<std::string> seal(std::optional<VendorId> owner, std::string_view plain) override;
    /// Nothing if the key was destroyed. errc::key_missing; book::errc::box_damaged.
    Result<std::optional<std::string>> open(std::optional<VendorId> owner,
                                            std::string_view box) const override;

    /// On success the key is gone from memory and from its place on the disk, durably: first the decision is
    /// made durable, then the key's slot is overwritten where it stands. Destroying twice, or a key that
    /// never was, is fine.
    Result<void> destroy(VendorId owner);

    /// Whether the owner has a key that was not destroyed.
    bool holds(VendorId owner) const;
    std::size_t keys() const;

private:
    using Key = std::array<std::uint8_t, 32>;
    struct Entry {
        Key key{};
        std::uint64_t slot = 0;
        bool destroyed = false;
    };
    struct Slot;

    KeyRing(std::unique_ptr<world::File> file, world::Random& random);
    Result<void> read();
    Result<void> drop_torn_tail(std::uint64_t slots);
    Result<void> write_again(std::string_view slots);
    Result<void> append(const Slot& slot);
    Result<void> overwrite(std::uint64_t slot);
    Result<Key> find_or_make(std::optional<VendorId> owner);
    Result<void> failed(Error error);

    const std::unique_ptr<world::File> file_;
    world::Random& random_;
    mutable std::mutex mutex_;  ///< Guards all below, the file's writing and Random.
    std::unordered_map<std::uint64_t, Entry> entries_;
    std::uint64_t slots_ = 0;
    bool failed_ = false;
};

}  // namespace choqr::keys

template <>
struct boost::system::is_error_code_enum<choqr::keys::errc> : std::true_type {};
