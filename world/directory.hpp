#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace choqr::world {

/// What went wrong with a file, as far as anybody acts differently on it. The system's own numbers (std::errc
/// values in boost::system::generic_category()) come through for all else.
enum class disk_errc {
    exists = 1,    ///< create() of a name that is taken.
    missing,       ///< open() of a name that is not there.
    no_space,      ///< ENOSPC, EDQUOT or EFBIG.
    input_output,  ///< EIO. What was written and not yet synced may be on the disk, or half, or not.
    locked,        ///< Another process (or another object) holds the lock.
    no_progress,   ///< The system wrote or read nothing, again and again.
    no_locks,      ///< The file system has no locks for a folder.
};
const boost::system::error_category& disk_category();
inline Error make_error_code(disk_errc value) { return {static_cast<int>(value), disk_category()}; }

/// One open file. write_at() and read_at() of different ranges may overlap in time; all else by one thread at
/// a time.
class File {
public:
    virtual ~File() = default;

    /// Writes all of `bytes`, or fails: an interrupted or short write is continued here, the one place that
    /// knows of them. After an error any part of the range may have been written. Not durable before sync().
    Result<void> write_at(std::uint64_t offset, std::string_view bytes);
    /// Reads until `into` is full or the file ends; the number of bytes read.
    Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into) const;
    /// The same as text, shorter at the end of the file.
    Result<std::string> read_text_at(std::uint64_t offset, std::size_t count) const;

    /// A hint: the disk may begin with this range, which is complete. Promises nothing; sync() does.
    virtual void start_writing(std::uint64_t offset, std::size_t bytes) {
        static_cast<void>(offset);
        static_cast<void>(bytes);
    }
    /// fdatasync: contents and size are on the disk when it succeeds. After a failure the written pages may
    /// be lost though a read still shows them, and a second sync() may succeed without writing them: never
    /// repeat it.
    virtual Result<void> sync() = 0;
    virtual Result<std::uint64_t> size() const = 0;
    virtual Result<void> truncate(std::uint64_t size) = 0;
    /// Makes the file at least `size` bytes long, new bytes zero, with room reserved: a later write there
    /// does not fail for lack of space (on file systems that write in place).
    virtual Result<void> preallocate(std::uint64_t size) = 0;

protected:
    /// One system call; may do less than asked, and may fail with std::errc::interrupted or
    /// resource_unavailable_try_again.
    virtual Result<std::size_t> write_some(std::uint64_t offset, std::string_view bytes) = 0;
    virtual Result<std::size_t> read_some(std::uint64_t offset, std::span<char> into) const = 0;
};

enum class Access { read, write };                     ///< `write` can read too.
enum class Permission { owner_only, everyone_reads };  ///< 0600 for keys, 0644 for the rest.

/// Held until destroyed; the system frees it when the process dies.
class Lock {
public:
    virtual ~Lock() = default;
};

/// The only door to a disk: one directory and the files in it. Names are relative paths; '/' leads into
/// subdirectories. May be used from several threads; files of one name are one file.
class Directory {
public:
    virtual ~Directory() = default;

    /// disk_errc::missing if the name is not there.
    virtual Result<std::unique_ptr<File>> open(std::string_view name, Access access) = 0;
    /// A new empty file. disk_errc::exists if the name is taken. The name is durable after sync().
    virtual Result<std::unique_ptr<File>> create(std::string_view name, Permission permission) = 0;
    /// Replaces `to` if it exists; atomic for readers, durable after sync().
    virtual Result<void> rename(std::string_view from, std::string_view to) = 0;
    virtual Result<void> remove(std::string_view name) = 0;
    /// Names of the files here (no subdirectories), sorted.
    virtual Result<std::vector<std::string>> list() = 0;
    /// Makes `path` and its parents, durable in theirs; fine if they exist.
    virtual Result<void> create_directories(std::string_view path) = 0;
    /// fsync of the directory itself: names created, renamed and removed here are on the disk when it
    /// succeeds.
    virtual Result<void> sync() = 0;
    /// The exclusive lock on this directory itself: whatever is created, deleted or renamed in it, and by
    /// whatever path it was reached. disk_errc::locked if somebody else on this machine holds it,
    /// disk_errc::no_locks where a folder cannot be locked at all (NFS, SMB): there nobody may write.
    virtual Result<std::unique_ptr<Lock>> lock() = 0;
    /// An exclusive lock on the file `name` (created if needed), which ends to mean anything when the name is
    /// deleted.
    virtual Result<std::unique_ptr<Lock>> lock_file(std::string_view name) = 0;
    /// For sentences to the operator: "/var/lib/choqr".
    virtual std::string path() const = 0;

    /// Whether a file of this name is there.
    Result<bool> contains(std::string_view name);
    /// The whole file; disk_errc::missing if it is not there.
    Result<std::string> read_file(std::string_view name);
    /// Replaces the file as one step that survives a crash: temporary file, sync, rename, sync of the
    /// directory.
    Result<void> replace_file(std::string_view name, std::string_view bytes, Permission permission);
};

/// A directory of the operating system. Relative paths are resolved once, at opening.
class PosixDirectory final : public Directory {
public:
    /// The directory must exist.
    static Result<std::unique_ptr<PosixDirectory>> open(const std::string& path);
    /// Makes it and its parents where needed, each durable in its parent.
    static Result<std::unique_ptr<PosixDirectory>> open_or_create(const std::string& path);
    ~PosixDirectory() override;

    Result<std::unique_ptr<File>> open(std::string_view name, Access access) override;
    Result<std::unique_ptr<File>> create(std::string_view name, Permission permission) override;
    Result<void> rename(std::string_view from, std::string_view to) override;
    Result<void> remove(std::string_view name) override;
    Result<std::vector<std::string>> list() override;
    Result<void> create_directories(std::string_view path) override;
    Result<void> sync() override;
    Result<std::unique_ptr<Lock>> lock() override;
    Result<std::unique_ptr<Lock>> lock_file(std::string_view name) override;
    std::string path() const override { return path_; }

private:
    PosixDirectory(int descriptor, std::string path) : descriptor_{descriptor}, path_{std::move(path)} {}

    int descriptor_;
    std::string path_;
};

}  // namespace choqr::world

template <>
struct boost::system::is_error_code_enum<choqr::world::disk_errc> : std::true_type {};
