#include "world/directory.hpp"

#include <algorithm>

#include "base/plant.hpp"

namespace choqr::world {

namespace {

// Boost's category has no virtual destructor by intent: categories are static and never deleted through the
// base.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class DiskCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "choqr.disk"; }
    std::string message(int value) const override {
        switch (static_cast<disk_errc>(value)) {
            case disk_errc::exists:
                return "a file of this name exists";
            case disk_errc::missing:
                return "no such file or directory";
            case disk_errc::no_space:
                return "no space left on the disk (or a quota is used up)";
            case disk_errc::input_output:
                return "the disk reports an input/output error";
            case disk_errc::locked:
                return "another process holds the lock";
            case disk_errc::no_progress:
                return "the disk accepts or returns no bytes";
            case disk_errc::no_locks:
                return "this file system cannot lock a folder (NFS, SMB?): a ledger lies on a disk of its "
                       "own machine";
        }
        return "unknown disk error";
    }
};
#pragma GCC diagnostic pop

// A signal may interrupt a call any number of times, and some file systems say "again"; a call that neither
// fails nor moves this often is broken.
constexpr int attempts_without_progress_max = 1'000;

/// Calls `step` (which returns the bytes it moved) until `moved` reaches `wanted`, `step` moves nothing, or
/// it fails.
template <class Step>
Result<std::size_t> continue_until(std::size_t wanted, bool ends_at_zero, Step step) {
    std::size_t moved = 0;
    int idle = 0;
    while (moved < wanted) {
        const Result<std::size_t> done = step(moved);
        const bool interrupted = !done && (done.error() == std::errc::interrupted ||
                                           done.error() == std::errc::resource_unavailable_try_again);
        if (!done && !interrupted) return done.error();
        if (done && *done == 0 && ends_at_zero) return moved;
        idle = done && *done > 0 ? 0 : idle + 1;
        if (idle > attempts_without_progress_max) return Error{disk_errc::no_progress};
        if (done) moved += *done;
    }
    return moved;
}

}  // namespace

const boost::system::error_category& disk_category() {
    static const DiskCategory category;
    return category;
}

Result<void> File::write_at(std::uint64_t offset, std::string_view bytes) {
    if (planted("short_write_ignored"))
        if (const auto once = write_some(offset, bytes); once || once.error() != std::errc::interrupted)
            return {};
    const auto written = continue_until(bytes.size(), false, [&](std::size_t moved) {
        return write_some(offset + moved, bytes.substr(moved));
    });
    if (!written) return written.error();
    return {};
}

Result<std::size_t> File::read_at(std::uint64_t offset, std::span<char> into) const {
    return continue_until(into.size(), true,
                          [&](std::size_t moved) { return read_some(offset + moved, into.subspan(moved)); });
}

Result<std::string> File::read_text_at(std::uint64_t offset, std::size_t count) const {
    std::string text(count, '\0');
    const auto read = read_at(offset, text);
    if (!read) return read.error();
    text.resize(*read);
    return text;
}

Result<bool> Directory::contains(std::string_view name) {
    const auto file = open(name, Access::read);
    if (file) return true;
    if (file.error() == disk_errc::missing) return false;
    return Result<bool>{boost::system::in_place_error, file.error()};
}

Result<std::string> Directory::read_file(std::string_view name) {
    const auto file = open(name, Access::read);
    if (!file) return file.error();
    const auto size = (*file)->size();
    if (!size) return size.error();
    return (*file)->read_text_at(0, *size);
}

Result<void> Directory::replace_file(std::string_view name, std::string_view bytes, Permission permission) {
    const auto temporary = std::string{name} + ".tmp";
    if (const auto removed = remove(temporary); !removed && removed.error() != disk_errc::missing)
        return removed.error();
    {
        const auto file = create(temporary, permission);
        if (!file) return file.error();
        if (const auto written = (*file)->write_at(0, bytes); !written) return written.error();
        if (const auto synced = (*file)->sync(); !synced) return synced.error();
    }
    if (const auto renamed = rename(temporary, name); !renamed) return renamed.error();
    return sync();
}

}  // namespace choqr::world
