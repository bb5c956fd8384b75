#include "world/memory_directory.hpp"

#include <algorithm>
#include <functional>

#include "base/assert.hpp"

namespace choqr::world {

struct MemoryDirectory::Inode {
    std::string cache;
    std::string disk;
    std::set<std::uint64_t>
        dirty;  // Sectors that differ between the images, as far as the file system knows.

    void mark_dirty(std::uint64_t offset, std::uint64_t count) {
        for (auto sector = offset / sector_bytes; count > 0 && sector <= (offset + count - 1) / sector_bytes;
             ++sector)
            dirty.insert(sector);
    }

    void persist(std::uint64_t sector) {
        const auto begin = sector * sector_bytes;
        const auto end = std::min<std::uint64_t>({begin + sector_bytes, cache.size(), disk.size()});
        if (begin < end) disk.replace(begin, end - begin, cache, begin, end - begin);
    }
};

struct MemoryDirectory::Disk {
    mutable std::mutex mutex;
    SeededRandom random;
    std::map<std::string, std::shared_ptr<Inode>> names;
    std::map<std::string, std::shared_ptr<Inode>> durable_names;
    /// Changes to `durable_names` since the last directory sync, in order.
    std::vector<std::function<void(std::map<std::string, std::shared_ptr<Inode>>&)>> pending;
    std::set<std::string> locks;  ///< "." is the directory itself.
    DiskFaults faults;
    std::optional<std::uint64_t> capacity;
    std::optional<std::uint64_t> crash_at;
    std::uint64_t operations = 0;
    std::uint64_t struck = 0;
    std::uint64_t life = 0;  // Open files of an earlier life are dead.

    explicit Disk(std::uint64_t seed) : random{seed} {}

    bool strikes(unsigned per_mille) { return per_mille > 0 && random.below(1'000) < per_mille; }

    bool fault(unsigned per_mille) {
        const bool now = strikes(per_mille);
        if (now) ++struck;
        return now;
    }

    /// Counts the operation; `half` does a part of it if the machine stops now.
    void step(const std::function<void()>& half) {
        ++operations;
        if (!crash_at || operations <= *crash_at) return;
        half();
        throw SimulatedCrash{};
    }

    std::uint64_t used() const {
        std::uint64_t bytes = 0;
        for (const auto& [name, inode] : names) bytes += inode->cache.size();
        return bytes;
    }

    bool has_room(std::uint64_t more) const { return !capacity || used() + more <= *capacity; }

    template <class Change>
    void change_names(Change change) {
        change(names);
        pending.emplace_back(change);
    }

    void persist_all(Inode& inode) {
        inode.disk.resize(inode.cache.size(), '\0');
        for (const auto sector : inode.dirty) inode.persist(sector);
        inode.dirty.clear();
    }

    /// What a crash or a failed sync leaves: each dirty sector and the size by the toss of a coin.
    void persist_some(Inode& inode) {
        if (random.below(2) == 0) inode.disk.resize(inode.cache.size(), '\0');
        for (const auto sector : inode.dirty)
            if (random.below(2) == 0) inode.persist(sector);
        inode.dirty.clear();
    }
};

class MemoryDirectory::MemoryFile final : public File {
public:
    MemoryFile(std::shared_ptr<Disk> disk, std::shared_ptr<Inode> inode)
        : disk_{std::move(disk)}, inode_{std::move(inode)}, life_{disk_->life} {}

    Result<void> sync() override {
        const auto hold = alive();
        disk_->step([&] { disk_->persist_some(*inode_); });
        if (disk_->fault(disk_->faults.sync_fails)) {
            disk_->persist_some(*inode_);
            return Error{disk_errc::input_output};
        }
        disk_->persist_all(*inode_);
        return {};
    }

    Result<std::uint64_t> size() const override {
        const auto hold = alive();
        return inode_->cache.size();
    }

    Result<void> truncate(std::uint64_t size) override {
        const auto hold = alive();
        disk_->step([] {});
        return resize(size);
    }

    Result<void> preallocate(std::uint64_t size) override {
        const auto hold = alive();
        disk_->step([] {});
        if (size <= inode_->cache.size()) return {};
        return resize(size);
    }

protected:
    Result<std::size_t> write_some(std::uint64_t offset, std::string_view bytes) override {
        const auto hold = alive();
        disk_->step([&] { put(offset, bytes.substr(0, part_of(bytes.size()))); });
        if (disk_->strikes(disk_->faults.interrupted)) return interrupted();
        if (disk_->fault(disk_->faults.write_fails)) {
            put(offset, bytes.substr(0, part_of(bytes.size())));
            return Error{disk_errc::input_output};
        }
        if (disk_->fault(disk_->faults.no_room)) {
            put(offset, bytes.substr(0, part_of(bytes.size())));
            return Error{disk_errc::no_space};
        }
        if (bytes.size() > 1 && disk_->strikes(disk_->faults.short_write))
            bytes = bytes.substr(0, 1 + part_of(bytes.size() - 1));
        const auto end = offset + bytes.size();
        if (end > inode_->cache.size() && !disk_->has_room(end - inode_->cache.size()))
            return Error{disk_errc::no_space};
        put(offset, bytes);
        return bytes.size();
    }

    Result<std::size_t> read_some(std::uint64_t offset, std::span<char> into) const override {
        const auto hold = alive();
        if (disk_->strikes(disk_->faults.interrupted)) return interrupted();
        if (disk_->fault(disk_->faults.read_fails)) return Error{disk_errc::input_output};
        if (offset >= inode_->cache.size()) return std::size_t{0};
        return inode_->cache.copy(into.data(), into.size(), offset);
    }

private:
    static Error interrupted() { return make_error_code(boost::system::errc::interrupted); }

    std::unique_lock<std::mutex> alive() const {
        std::unique_lock hold{disk_->mutex};
        CHOQR_ASSERT(life_ == disk_->life, "a file opened before a simulated crash is not used after it");
        return hold;
    }

    std::size_t part_of(std::size_t count) {
        return count == 0 ? 0 : static_cast<std::size_t>(disk_->random.below(count));
    }

    Result<void> resize(std::uint64_t size) {
        const auto before = inode_->cache.size();
        if (size > before && !disk_->has_room(size - before)) return Error{disk_errc::no_space};
        inode_->cache.resize(size, '\0');
        if (size > before) inode_->mark_dirty(before, size - before);
        return {};
    }

    void put(std::uint64_t offset, std::string_view bytes) {
        if (bytes.empty()) return;
        if (inode_->cache.size() < offset + bytes.size()) inode_->cache.resize(offset + bytes.size(), '\0');
        inode_->cache.replace(offset, bytes.size(), bytes);
        inode_->mark_dirty(offset, bytes.size());
    }

    std::shared_ptr<Disk> disk_;
    std::shared_ptr<Inode> inode_;
    std::uint64_t life_;
};

class MemoryDirectory::MemoryLock final : public Lock {
public:
    MemoryLock(std::shared_ptr<Disk> disk, std::string name)
        : disk_{std::move(disk)}, name_{std::move(name)}, life_{disk_->life} {}
    ~MemoryLock() override {
        const std::lock_guard hold{disk_->mutex};
        if (life_ == disk_->life) disk_->locks.erase(name_);
    }

private:
    std::shared_ptr<Disk> disk_;
    std::string name_;
    std::uint64_t life_;
};

MemoryDirectory::MemoryDirectory(std::uint64_t seed) : disk_{std::make_shared<Disk>(seed)} {}
MemoryDirectory::~MemoryDirectory() = default;

MemoryDirectory::MemoryDirectory(const MemoryDirectory& other) : disk_{std::make_shared<Disk>(1)} {
    const std::lock_guard hold{other.disk_->mutex};
    const auto& from = *other.disk_;
    disk_->random = from.random;
    std::map<std::shared_ptr<Inode>, std::shared_ptr<Inode>> copies;
    const auto copy = [&](const auto& names, auto& into) {
        for (const auto& [name, inode] : names) {
            auto& twin = copies[inode];
            if (!twin) twin = std::make_shared<Inode>(*inode);
            into[name] = twin;
        }
    };
    copy(from.names, disk_->names);
    copy(from.durable_names, disk_->durable_names);
    // Pending changes name inodes of the original: in the copy all of them are one step.
    if (!from.pending.empty())
        disk_->pending.emplace_back([now = disk_->names](auto& names) { names = now; });
    disk_->faults = from.faults;
    disk_->capacity = from.capacity;
}

Result<std::unique_ptr<File>> MemoryDirectory::open(std::string_view name, Access) {
    const std::lock_guard hold{disk_->mutex};
    const auto found = disk_->names.find(std::string{name});
    if (found == disk_->names.end()) return Error{disk_errc::missing};
    return std::unique_ptr<File>{std::make_unique<MemoryFile>(disk_, found->second)};
}

Result<std::unique_ptr<File>> MemoryDirectory::create(std::string_view name, Permission) {
    const std::lock_guard hold{disk_->mutex};
    const std::string text{name};
    if (disk_->names.contains(text)) return Error{disk_errc::exists};
    disk_->step([] {});
    const auto inode = std::make_shared<Inode>();
    disk_->change_names([=](auto& names) { names[text] = inode; });
    return std::unique_ptr<File>{std::make_unique<MemoryFile>(disk_, inode)};
}

Result<void> MemoryDirectory::rename(std::string_view from, std::string_view to) {
    const std::lock_guard hold{disk_->mutex};
    const auto found = disk_->names.find(std::string{from});
    if (found == disk_->names.end()) return Error{disk_errc::missing};
    disk_->step([] {});
    disk_->change_names(
        [old = std::string{from}, name = std::string{to}, inode = found->second](auto& names) {
            names.erase(old);
            names[name] = inode;
        });
    return {};
}

Result<void> MemoryDirectory::remove(std::string_view name) {
    const std::lock_guard hold{disk_->mutex};
    if (!disk_->names.contains(std::string{name})) return Error{disk_errc::missing};
    disk_->step([] {});
    disk_->change_names([gone = std::string{name}](auto& names) { names.erase(gone); });
    return {};
}

Result<std::vector<std::string>> MemoryDirectory::list() {
    const std::lock_guard hold{disk_->mutex};
    std::vector<std::string> out;
    for (const auto& [name, inode] : disk_->names)
        if (name.find('/') == std::string::npos) out.push_back(name);
    return out;
}

Result<void> MemoryDirectory::create_directories(std::string_view) { return {}; }  // Names carry their path.

Result<void> MemoryDirectory::sync() {
    const std::lock_guard hold{disk_->mutex};
    disk_->step([] {});
    if (disk_->fault(disk_->faults.sync_fails)) return Error{disk_errc::input_output};
    disk_->durable_names = disk_->names;
    disk_->pending.clear();
    return {};
}

Result<std::unique_ptr<Lock>> MemoryDirectory::lock() { return lock_once("."); }
Result<std::unique_ptr<Lock>> MemoryDirectory::lock_file(std::string_view name) {
    return lock_once(std::string{name});
}

Result<std::unique_ptr<Lock>> MemoryDirectory::lock_once(const std::string& what) {
    {
        const std::lock_guard hold{disk_->mutex};
        if (!disk_->locks.insert(what).second) return Error{disk_errc::locked};
    }
    return std::unique_ptr<Lock>{std::make_unique<MemoryLock>(disk_, what)};
}

void MemoryDirectory::set_faults(DiskFaults faults) {
    const std::lock_guard hold{disk_->mutex};
    disk_->faults = faults;
}

void MemoryDirectory::set_capacity(std::optional<std::uint64_t> bytes) {
    const std::lock_guard hold{disk_->mutex};
    disk_->capacity = bytes;
}

void MemoryDirectory::crash_after(std::optional<std::uint64_t> count) {
    const std::lock_guard hold{disk_->mutex};
    disk_->crash_at = count ? std::optional{disk_->operations + *count} : std::nullopt;
}

std::uint64_t MemoryDirectory::operations() const { return disk_->operations; }
std::uint64_t MemoryDirectory::faults_struck() const { return disk_->struck; }

void MemoryDirectory::kill() {
    const std::lock_guard hold{disk_->mutex};
    ++disk_->life;
    disk_->locks.clear();
    disk_->crash_at.reset();
}

void MemoryDirectory::power() {
    kill();
    const std::lock_guard hold{disk_->mutex};
    // A file system writes its journal of names in order, so that a beginning of the changes survives.
    const auto kept = disk_->random.below(disk_->pending.size() + 1);
    for (std::size_t i = 0; i < kept; ++i) disk_->pending[i](disk_->durable_names);
    disk_->pending.clear();
    disk_->names = disk_->durable_names;
    for (const auto& [name, inode] : disk_->names) {
        disk_->persist_some(*inode);
        inode->cache = inode->disk;
    }
}

std::uint64_t MemoryDirectory::size(const std::string& name) const {
    return disk_->names.at(name)->cache.size();
}
std::string MemoryDirectory::contents(const std::string& name) const { return disk_->names.at(name)->cache; }
bool MemoryDirectory::holds(const std::string& name) const { return disk_->names.contains(name); }

void MemoryDirectory::flip_bit(const std::string& name, std::uint64_t bit) {
    auto& inode = *disk_->names.at(name);
    const auto mask = static_cast<char>(1u << (bit % 8));
    const auto flip = [&](std::string& image) {
        if (bit / 8 < image.size()) image[bit / 8] = static_cast<char>(image[bit / 8] ^ mask);
    };
    flip(inode.cache);
    flip(inode.disk);
}

void MemoryDirectory::truncate(const std::string& name, std::uint64_t size) {
    auto& inode = *disk_->names.at(name);
    inode.cache.resize(size, '\0');
    inode.disk.resize(size, '\0');
    std::erase_if(inode.dirty, [&](std::uint64_t sector) { return sector * sector_bytes >= size; });
}

void MemoryDirectory::put(const std::string& name, std::string_view bytes) {
    auto& inode = disk_->names[name];
    inode = std::make_shared<Inode>();
    inode->cache = bytes;
    inode->disk = bytes;
    disk_->durable_names[name] = inode;
}

void MemoryDirectory::take_away(const std::string& name) {
    disk_->names.erase(name);
    disk_->durable_names.erase(name);
}

}  // namespace choqr::world
