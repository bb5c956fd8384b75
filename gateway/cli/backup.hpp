#pragma once

#include "cli/arguments.hpp"

namespace choqr::gateway {

/// choqr backup --data DIR -o FILE [--incremental-from OLDER]
/// Copies what was acknowledged when it began: segments, keys, checkpoints, the operator's token, markets'
/// recordings; beside a gateway that serves. With an older backup the segments that it holds and that no
/// longer change are left out; restoring then needs both. FILE is written under another name and renamed when
/// it is on the disk, so it is whole or not there.
int run_backup(const Arguments& arguments, Surroundings& surroundings);

/// choqr restore FILE [OLDER…] --data DIR [--checkpoint FILE] [--accept-rollback]
/// Makes DIR from a backup (and the older ones that it builds on), verifies every record, and says up to
/// which moment it reaches. Refuses if DIR holds anything. With a newer checkpoint, kept elsewhere, it
/// refuses a ledger that would be rolled back behind it, unless told to accept what is lost.
int run_restore(const Arguments& arguments, Surroundings& surroundings);

}  // namespace choqr::gateway
