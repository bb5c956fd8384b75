#include "journal/writer_lock.hpp"

#include "journal/errc.hpp"

namespace choqr::journal {
namespace {

constexpr std::string_view file_name = "lock";

Error in_words(Error error) { return error == world::disk_errc::locked ? Error{errc::in_use} : error; }

}  // namespace

Result<WriterLock> WriterLock::take(world::Directory& directory) {
    auto folder = directory.lock();
    if (!folder) return in_words(folder.error());
    auto file = directory.lock_file(file_name);
    if (!file) return in_words(file.error());
    return WriterLock{std::move(*folder), std::move(*file)};
}

bool WriterLock::is_held(world::Directory& directory) {
    if (const auto folder = directory.lock(); !folder && folder.error() == world::disk_errc::locked)
        return true;
    const auto there = directory.contains(file_name);
    if (!there || !*there) return false;
    const auto file = directory.lock_file(file_name);
    return !file && file.error() == world::disk_errc::locked;
}

}  // namespace choqr::journal
