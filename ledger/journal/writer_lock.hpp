#pragma once

#include <memory>

#include "base/result.hpp"
#include "world/directory.hpp"

namespace choqr::journal {

/// That one process and no other writes the ledger in a directory, until destroyed or until the process dies.
/// The lock is on the folder itself: deleting a file in it lets nobody second in.
class WriterLock {
public:
    /// errc::in_use if there is a writer; world::disk_errc::no_locks where a folder cannot be locked.
    static Result<WriterLock> take(world::Directory& directory);
    /// Whether somebody writes now. Changes nothing in the directory.
    static bool is_held(world::Directory& directory);

private:
    WriterLock(std::unique_ptr<world::Lock> folder, std::unique_ptr<world::Lock> file)
        : folder_{std::move(folder)}, file_{std::move(file)} {}

    std::unique_ptr<world::Lock> folder_;
    // The only lock that gateways knew before there was one on the folder: an old one and a new one never
    // both write, whichever was first.
    std::unique_ptr<world::Lock> file_;
};

}  // namespace choqr::journal
