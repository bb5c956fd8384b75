#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "world/directory.hpp"
#include "world/random.hpp"

namespace choqr::world {

/// How often each fault strikes, per thousand operations of its kind. A crash is not a fault of the disk; the
/// first two never excuse a loss either.
struct DiskFaults {
    unsigned short_write = 0;  ///< A write takes only a part; the next call continues.
    unsigned interrupted = 0;  ///< A read or write returns EINTR and did nothing.
    unsigned sync_fails =
        0;  ///< EIO: some sectors reach the disk, all pages count as clean, the next sync succeeds.
    unsigned write_fails = 0;  ///< EIO after a part was taken.
    unsigned no_room = 0;  ///< ENOSPC after a part was taken, where there had been room: a quota, a limit, a
                           ///< file system that copies.
    unsigned read_fails = 0;  ///< EIO.
};

/// Thrown by whatever operation was going on when the simulated machine stopped.
struct SimulatedCrash {};

/// A disk in memory that behaves badly on purpose. Each file has a cache image, which reads and writes see,
/// and a disk image, which a power loss leaves; only a sync moves bytes from one to the other, sector by
/// sector, and only what is dirty. A new, renamed or removed name is durable after sync() of the directory.
/// Everything follows from the seed.
///
/// May be copied: a copy is a second disk with the same contents, without open files and locks.
class MemoryDirectory final : public Directory {
public:
    static constexpr std::size_t sector_bytes = 512;

    explicit MemoryDirectory(std::uint64_t seed = 1);
    ~MemoryDirectory() override;
    MemoryDirectory(const MemoryDirectory& other);
    MemoryDirectory& operator=(const MemoryDirectory&) = delete;

    Result<std::unique_ptr<File>> open(std::string_view name, Access access) override;
    Result<std::unique_ptr<File>> create(std::string_view name, Permission permission) override;
    Result<void> rename(std::string_view from, std::string_view to) override;
    Result<void> remove(std::string_view name) override;
    Result<std::vector<std::string>> list() override;
    Result<void> create_directories(std::string_view path) override;
    Result<void> sync() override;
    Result<std::unique_ptr<Lock>> lock() override;
    Result<std::unique_ptr<Lock>> lock_file(std::string_view name) override;
    std::string path() const override { return "memory:"; }

    // Ill luck.
    void set_faults(DiskFaults faults);
    /// All files together may hold this many bytes; more is disk_errc::no_space.
    void set_capacity(std::optional<std::uint64_t> bytes);
    /// The operation after the next `count` ones throws SimulatedCrash, half done. Nothing: never.
    void crash_after(std::optional<std::uint64_t> count);
    /// Operations since construction that could have changed something; to crash at each in turn.
    std::uint64_t operations() const;
    /// How many faults of the disk (not crashes, short writes or interruptions) struck so far.
    std::uint64_t faults_struck() const;

    /// The process dies: open files and locks are gone, the cache stays.
    void kill();
    /// The power fails: what was synced stays, and a random subset of the sectors, sizes and names that were
    /// not.
    void power();

    // Looking at it and damaging it by hand; both images change.
    std::uint64_t size(const std::string& name) const;
    std::string contents(const std::string& name) const;
    bool holds(const std::string& name) const;
    void flip_bit(const std::string& name, std::uint64_t bit);
    void truncate(const std::string& name, std::uint64_t size);
    void put(const std::string& name, std::string_view bytes);
    void take_away(const std::string& name);

private:
    struct Inode;
    struct Disk;
    class MemoryFile;
    class MemoryLock;

    Result<std::unique_ptr<Lock>> lock_once(const std::string& what);

    std::shared_ptr<Disk> disk_;
};

}  // namespace choqr::world
