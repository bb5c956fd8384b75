#include "keys/key_ring.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <vector>

#include "base/crc32c.hpp"
#include "base/plant.hpp"
#include "keys/box.hpp"

namespace choqr::keys {
namespace {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored \
    "-Wnon-virtual-dtor"  // Categories are static and never deleted through the base.
class Category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "choqr.keys"; }
    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
            case errc::exists:
                return "there is a key store already";
            case errc::not_a_store:
                return "the file is no key store of this version";
            case errc::damaged:
                return "the key store is damaged; restore it from a backup";
            case errc::key_missing:
                return "the key store does not know the owner of sealed data; it belongs to another ledger "
                       "or is too old";
            case errc::key_destroyed:
                return "the vendor was erased; nothing more is sealed under the key";
            case errc::failed:
                return "an earlier write to the key store failed; restart to read it again";
        }
        return "unknown key store error";
    }
};
#pragma GCC diagnostic pop

constexpr std::size_t slot_size = 64;
constexpr std::uint64_t nobody = UINT64_MAX;  ///< What no vendor owns yet.
constexpr std::uint64_t no_slot = UINT64_MAX;

std::uint64_t number_of(std::optional<VendorId> owner) { return owner ? owner->value() : nobody; }
std::string bound_to(std::optional<VendorId> owner) { return owner ? owner->text() : std::string{"nobody"}; }

void put(std::string& bytes, std::size_t at, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i));
}
std::uint64_t get(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

void seal_slot(std::string& bytes) {
    put(bytes, slot_size - 4, crc32c(std::string_view{bytes}.substr(0, slot_size - 4)), 4);
}
bool is_whole(std::string_view bytes) {
    return get(bytes, slot_size - 4, 4) == crc32c(bytes.substr(0, slot_size - 4));
}

std::string first_slot() {
    std::string bytes{"choqr keys 1\n"};
    bytes.resize(slot_size, '\0');
    seal_slot(bytes);
    return bytes;
}

}  // namespace

const boost::system::error_category& keys_category() {
    static const Category category;
    return category;
}

/// 0 kind, 8 owner, 16 key, 48 slot of the destroyed key, 60 CRC-32C; little-endian, the rest zero.
struct KeyRing::Slot {
    enum Kind : std::uint8_t { key_made = 1, key_destroyed = 2 };
    Kind kind = key_made;
    std::uint64_t owner = nobody;
    Key key{};
    std::uint64_t slot = 0;

    std::string bytes() const {
        std::string bytes(slot_size, '\0');
        bytes[0] = static_cast<char>(kind);
        put(bytes, 8, owner, 8);
        std::ranges::copy(key, bytes.begin() + 16);
        put(bytes, 48, slot, 8);
        seal_slot(bytes);
        return bytes;
    }
    static std::optional<Slot> parse(std::string_view bytes) {
        if (!is_whole(bytes)) return std::nullopt;
        Slot slot{static_cast<Kind>(bytes[0]), get(bytes, 8, 8), {}, get(bytes, 48, 8)};
        if (slot.kind != key_made && slot.kind != key_destroyed) return std::nullopt;
        std::ranges::copy(bytes.substr(16, slot.key.size()), slot.key.begin());
        return slot;
    }
};

KeyRing::KeyRing(std::unique_ptr<world::File> file, world::Random& random)
    : file_{std::move(file)}, random_{random} {}

KeyRing::~KeyRing() {
    for (auto& [owner, entry] : entries_) OPENSSL_cleanse(entry.key.data(), entry.key.size());
}

Result<void> KeyRing::create(world::Directory& directory) {
    const auto there = directory.contains(file_name);
    if (!there) return there.error();
    if (*there) return errc::exists;
    return directory.replace_file(file_name, first_slot(), world::Permission::owner_only);
}

Result<std::unique_ptr<KeyRing>> KeyRing::open(world::Directory& directory, world::Random& random) {
    auto file = directory.open(file_name, world::Access::write);
    if (!file) return file.error();
    std::unique_ptr<KeyRing> ring{new KeyRing{*std::move(file), random}};
    if (const auto done = ring->read(); !done) return done.error();
    return ring;
}

// Every slot is a key, a destruction, or unreadable. An unreadable one is excused in two cases only: it is
// the last and cut off or still zero (a crash while a key was being made: nothing was sealed with it), or a
// destruction names it (a crash while it was overwritten). A slot lies within one sector, so a crash never
// leaves half of it; a last slot that is all there and wrong is damage.
Result<void> KeyRing::read() {
    const auto size = file_->size();
    if (!size) return size.error();
    const auto bytes = file_->read_text_at(0, *size);
    if (!bytes) return bytes.error();
    if (bytes->size() < slot_size || std::string_view{*bytes}.substr(0, slot_size) != first_slot())
        return errc::not_a_store;

    std::vector<std::uint64_t> unreadable, to_overwrite;
    const auto whole = bytes->size() / slot_size;
    for (std::uint64_t at = 1; at < whole; ++at) {
        const auto slot = Slot::parse(std::string_view{*bytes}.substr(at * slot_size, slot_size));
        if (!slot) {
            unreadable.push_back(at);
        } else if (slot->kind == Slot::key_made) {
            entries_[slot->owner] = {slot->key, at, false};
        } else {
            if (slot->slot != no_slot) to_overwrite.push_back(slot->slot);
            entries_[slot->owner] = {{}, slot->slot, true};
        }
    }
    const bool torn = bytes->size() % slot_size != 0;
    const bool last_is_zero =
        !torn && whole > 1 && bytes->find_first_not_of('\0', (whole - 1) * slot_size) == std::string::npos;
    if (last_is_zero) unreadable.pop_back();
    for (const auto slot : unreadable)
        if (std::ranges::find(to_overwrite, slot) == to_overwrite.end()) return errc::damaged;
    slots_ = last_is_zero ? whole - 1 : whole;
    if (torn || last_is_zero)
        if (const auto done = drop_torn_tail(slots_); !done) return done;
    if (const auto done = write_again(std::string_view{*bytes}.substr(0, slots_ * slot_size)); !done)
        return done;
    for (const auto slot : to_overwrite)
        if (bytes->find_first_not_of('\0', slot * slot_size) < (slot + 1) * slot_size)
            if (const auto done = overwrite(slot); !done) return done;
    return {};
}

// What was read may stand in the cache only: after a failed sync the system takes its pages for clean, and no
// later sync writes them. A key that is used from here on, or a decision that is carried out, must be on the
// disk first.
Result<void> KeyRing::write_again(std::string_view slots) {
    if (const auto written = file_->write_at(0, slots); !written) return failed(written.error());
    if (const auto synced = file_->sync(); !synced) return failed(synced.error());
    return {};
}

Result<void> KeyRing::drop_torn_tail(std::uint64_t slots) {
    if (const auto cut = file_->truncate(slots * slot_size); !cut) return failed(cut.error());
    if (const auto synced = file_->sync(); !synced) return failed(synced.error());
    return {};
}

Result<void> KeyRing::failed(Error error) {
    failed_ = true;
    return error;
}

Result<void> KeyRing::append(const Slot& slot) {
    if (failed_) return errc::failed;
    auto bytes = slot.bytes();
    const auto written = file_->write_at(slots_ * slot_size, bytes);
    OPENSSL_cleanse(bytes.data(), bytes.size());
    if (!written) return failed(written.error());
    if (const auto synced = file_->sync(); !synced) return failed(synced.error());
    ++slots_;
    return {};
}

// Where it stands: a rewritten file would leave the old one's blocks, with every key, to whoever reads the
// raw disk.
Result<void> KeyRing::overwrite(std::uint64_t slot) {
    if (failed_) return errc::failed;
    if (const auto written = file_->write_at(slot * slot_size, std::string(slot_size, '\0')); !written)
        return failed(written.error());
    if (const auto synced = file_->sync(); !synced) return failed(synced.error());
    return {};
}

Result<KeyRing::Key> KeyRing::find_or_make(std::optional<VendorId> owner) {
    const auto number = number_of(owner);
    const auto found = entries_.find(number);
    if (found != entries_.end()) {
        if (found->second.destroyed) return errc::key_destroyed;
        return found->second.key;
    }
    Slot slot{Slot::key_made, number, {}, 0};
    random_.fill(slot.key);
    const auto at = slots_;
    if (const auto appended = append(slot); !appended) return appended.error();
    entries_[number] = {slot.key, at, false};
    return slot.key;
}

Result<std::string> KeyRing::seal(std::optional<VendorId> owner, std::string_view plain) {
    std::array<std::uint8_t, nonce_size> nonce{};
    Key key{};
    {
        const std::lock_guard lock{mutex_};
        const auto found = find_or_make(owner);
        if (!found) return found.error();
        key = *found;
        random_.fill(nonce);
    }
    return seal_box(key, nonce, bound_to(owner), plain);
}

Result<std::optional<std::string>> KeyRing::open(std::optional<VendorId> owner, std::string_view box) const {
    Key key{};
    {
        const std::lock_guard lock{mutex_};
        const auto found = entries_.find(number_of(owner));
        if (found == entries_.end()) return errc::key_missing;
        if (found->second.destroyed) return std::optional<std::string>{};
        key = found->second.key;
    }
    auto plain = open_box(key, bound_to(owner), box);
    if (!plain) return book::errc::box_damaged;
    return plain;
}

Result<void> KeyRing::destroy(VendorId owner) {
    const std::lock_guard lock{mutex_};
    const auto found = entries_.find(owner.value());
    if (found != entries_.end() && found->second.destroyed) return {};
    const auto slot = found == entries_.end() ? no_slot : found->second.slot;
    // The decision first: should the machine stop between the two, open() finishes what this began.
    if (const auto decided = append({Slot::key_destroyed, owner.value(), {}, slot}); !decided) return decided;
    auto& entry = entries_[owner.value()];
    if (planted("erased_key_kept_in_memory")) return slot == no_slot ? Result<void>{} : overwrite(slot);
    OPENSSL_cleanse(entry.key.data(), entry.key.size());
    entry.destroyed = true;
    return slot == no_slot ? Result<void>{} : overwrite(slot);
}

bool KeyRing::holds(VendorId owner) const {
    const std::lock_guard lock{mutex_};
    const auto found = entries_.find(owner.value());
    return found != entries_.end() && !found->second.destroyed;
}

std::size_t KeyRing::keys() const {
    const std::lock_guard lock{mutex_};
    return static_cast<std::size_t>(
        std::ranges::count_if(entries_, [](const auto& entry) { return !entry.second.destroyed; }));
}

}  // namespace choqr::keys
