#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <filesystem>

#include "base/assert.hpp"
#include "world/directory.hpp"

namespace choqr::world {

namespace {

Error error_of(int number) {
    switch (number) {
        case ENOENT:
            return disk_errc::missing;
        case EEXIST:
            return disk_errc::exists;
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            return disk_errc::no_space;
        case EIO:
            return disk_errc::input_output;
        default:
            return {number, boost::system::generic_category()};
    }
}

Result<void> checked(int outcome) {
    if (outcome < 0) return error_of(errno);
    return {};
}

/// Repeats a call that a signal interrupted. Not for close(), which has closed all the same.
template <class Call>
auto uninterrupted(Call call) {
    auto outcome = call();
    while (outcome < 0 && errno == EINTR) outcome = call();
    return outcome;
}

/// The same for what changes or syncs a file, which some file systems also tell to come back. A sync may be
/// repeated after EINTR or EAGAIN: they say that the waiting ended early and that nothing was reported, so
/// the next call waits for the same pages and meets the same errors. EIO is never repeated: it reports pages
/// as lost and forgets them, and a second sync succeeds without them.
template <class Call>
auto carried_out(Call call) {
    constexpr int attempts_max = 1'000;  // Who is told this every time is told the truth in the end.
    auto outcome = call();
    for (int again = 0; outcome < 0 && (errno == EINTR || errno == EAGAIN) && again < attempts_max; ++again)
        outcome = call();
    return outcome;
}

class Descriptor {
public:
    explicit Descriptor(int value) : value_{value} {}
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int value() const { return value_; }

private:
    int value_;
};

class PosixFile final : public File {
public:
    explicit PosixFile(int descriptor) : descriptor_{descriptor} {}

    // An error here is of no interest: the kernel keeps it for the sync, which reports it.
    void start_writing(std::uint64_t offset, std::size_t bytes) override {
        constexpr std::uint64_t page =
            4096;  // The last page, if it is not full, is about to be written to again.
        const auto end = (offset + bytes) / page * page;
        if (end > offset)
            (void)::sync_file_range(descriptor_.value(), static_cast<off_t>(offset),
                                    static_cast<off_t>(end - offset), SYNC_FILE_RANGE_WRITE);
    }

    Result<void> sync() override {
        return checked(carried_out([&] { return ::fdatasync(descriptor_.value()); }));
    }

    Result<std::uint64_t> size() const override {
        struct stat status {};
        if (::fstat(descriptor_.value(), &status) < 0) return error_of(errno);
        return static_cast<std::uint64_t>(status.st_size);
    }

    Result<void> truncate(std::uint64_t size) override {
        return checked(
            carried_out([&] { return ::ftruncate(descriptor_.value(), static_cast<off_t>(size)); }));
    }

    Result<void> preallocate(std::uint64_t bytes) override {
        const auto now = size();
        if (!now) return now.error();
        if (*now >= bytes) return {};
        const auto done =
            carried_out([&] { return ::fallocate(descriptor_.value(), 0, 0, static_cast<off_t>(bytes)); });
        if (done < 0 && errno == EOPNOTSUPP) return truncate(bytes);
        return checked(done);
    }

protected:
    Result<std::size_t> write_some(std::uint64_t offset, std::string_view bytes) override {
        return counted(::pwrite(descriptor_.value(), bytes.data(), bytes.size(), static_cast<off_t>(offset)));
    }
    Result<std::size_t> read_some(std::uint64_t offset, std::span<char> into) const override {
        return counted(::pread(descriptor_.value(), into.data(), into.size(), static_cast<off_t>(offset)));
    }

private:
    static Result<std::size_t> counted(ssize_t outcome) {
        if (outcome < 0) return error_of(errno);
        return static_cast<std::size_t>(outcome);
    }

    Descriptor descriptor_;
};

class PosixLock final : public Lock {
public:
    explicit PosixLock(int descriptor) : descriptor_{descriptor} {}

private:
    Descriptor descriptor_;
};

// On NFS and SMB a lock needs a descriptor that may write, which a folder's never may (EBADF), or there are
// none at all.
Error error_of_lock(int number) {
    const bool none =
        number == EBADF || number == ENOLCK || number == EOPNOTSUPP || number == EINVAL || number == ENOSYS;
    return none ? Error{disk_errc::no_locks} : error_of(number);
}

// Who only asks whether there is a writer (doctor, verify) holds the lock for a moment: it counts as held
// when it stays so.
Result<std::unique_ptr<Lock>> locked(int descriptor) {
    auto lock = std::make_unique<PosixLock>(descriptor);
    constexpr timespec moment{0, 10'000'000};
    for (int more = 4;; --more) {
        if (uninterrupted([&] { return ::flock(descriptor, LOCK_EX | LOCK_NB); }) == 0)
            return std::unique_ptr<Lock>{std::move(lock)};
        if (errno != EWOULDBLOCK) return error_of_lock(errno);
        if (more == 0) return Error{disk_errc::locked};
        ::nanosleep(&moment, nullptr);
    }
}

std::string terminated(std::string_view name) {
    CHOQR_ASSERT(!name.empty() && name.front() != '/' && name.find("..") == std::string_view::npos,
                 "a file name stays inside its directory");
    return std::string{name};
}

Result<int> open_at(int directory, std::string_view name, int flags, mode_t mode = 0) {
    const auto text = terminated(name);
    const int descriptor =
        uninterrupted([&] { return ::openat(directory, text.c_str(), flags | O_CLOEXEC, mode); });
    if (descriptor < 0) return error_of(errno);
    return descriptor;
}

/// fsync of the directory that holds `name`: the name itself is on the disk when it succeeds.
Result<void> sync_parent(int base, const std::string& name) {
    const auto slash = name.find_last_of('/');
    const auto parent = slash == std::string::npos ? std::string{"."}
                        : slash == 0               ? std::string{"/"}
                                                   : name.substr(0, slash);
    const int descriptor =
        uninterrupted([&] { return ::openat(base, parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
    if (descriptor < 0) return error_of(errno);
    const Descriptor holder{descriptor};
    return checked(carried_out([&] { return ::fsync(descriptor); }));
}

/// One directory, durable in its parent; fine if it is there.
Result<void> make_one(int base, const std::string& name) {
    const auto made = checked(carried_out([&] { return ::mkdirat(base, name.c_str(), 0755); }));
    if (made) return sync_parent(base, name);
    return made.error() == disk_errc::exists ? Result<void>{} : made;
}

Result<void> make_directories(const std::string& path) {
    for (std::size_t end = 0; end != std::string::npos;) {
        end = path.find('/', end + 1);
        const auto part = path.substr(0, end);
        if (part.empty() || part == "/" || std::filesystem::is_directory(part)) continue;
        if (const auto made = make_one(AT_FDCWD, part); !made) return made;
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<PosixDirectory>> PosixDirectory::open(const std::string& path) {
    const int descriptor =
        uninterrupted([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
    if (descriptor < 0) return error_of(errno);
    return std::unique_ptr<PosixDirectory>{new PosixDirectory{descriptor, path}};
}

Result<std::unique_ptr<PosixDirectory>> PosixDirectory::open_or_create(const std::string& path) {
    if (const auto made = make_directories(path); !made) return made.error();
    return open(path);
}

PosixDirectory::~PosixDirectory() { ::close(descriptor_); }

Result<std::unique_ptr<File>> PosixDirectory::open(std::string_view name, Access access) {
    const auto descriptor = open_at(descriptor_, name, access == Access::write ? O_RDWR : O_RDONLY);
    if (!descriptor) return descriptor.error();
    return std::unique_ptr<File>{std::make_unique<PosixFile>(*descriptor)};
}

Result<std::unique_ptr<File>> PosixDirectory::create(std::string_view name, Permission permission) {
    const mode_t mode = permission == Permission::owner_only ? 0600 : 0644;
    const auto descriptor = open_at(descriptor_, name, O_RDWR | O_CREAT | O_EXCL, mode);
    if (!descriptor) return descriptor.error();
    return std::unique_ptr<File>{std::make_unique<PosixFile>(*descriptor)};
}

Result<void> PosixDirectory::rename(std::string_view from, std::string_view to) {
    return checked(carried_out([&] {
        return ::renameat(descriptor_, terminated(from).c_str(), descriptor_, terminated(to).c_str());
    }));
}

Result<void> PosixDirectory::remove(std::string_view name) {
    return checked(carried_out([&] { return ::unlinkat(descriptor_, terminated(name).c_str(), 0); }));
}

Result<std::vector<std::string>> PosixDirectory::list() {
    const auto again =
        open_at(descriptor_, ".", O_RDONLY | O_DIRECTORY);  // readdir moves the descriptor's position.
    if (!again) return again.error();
    const std::unique_ptr<DIR, int (*)(DIR*)> stream{::fdopendir(*again), &::closedir};
    if (!stream) return error_of(errno);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(stream.get())) {
        struct stat status {};
        if (::fstatat(descriptor_, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(status.st_mode))
            names.emplace_back(entry->d_name);
        errno = 0;
    }
    if (errno != 0) return error_of(errno);
    std::ranges::sort(names);
    return names;
}

Result<void> PosixDirectory::create_directories(std::string_view path) {
    for (std::size_t end = 0; end != std::string_view::npos;) {
        end = path.find('/', end + 1);
        if (const auto made = make_one(descriptor_, terminated(path.substr(0, end))); !made) return made;
    }
    return {};
}

Result<void> PosixDirectory::sync() {
    return checked(carried_out([&] { return ::fsync(descriptor_); }));
}

// A descriptor of its own: flock() holds per opening, so that a second lock in this process is refused too.
Result<std::unique_ptr<Lock>> PosixDirectory::lock() {
    const auto descriptor = open_at(descriptor_, ".", O_RDONLY | O_DIRECTORY);
    return descriptor ? locked(*descriptor) : descriptor.error();
}

Result<std::unique_ptr<Lock>> PosixDirectory::lock_file(std::string_view name) {
    const auto descriptor = open_at(descriptor_, name, O_RDWR | O_CREAT, 0600);
    return descriptor ? locked(*descriptor) : descriptor.error();
}

}  // namespace choqr::world
